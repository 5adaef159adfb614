using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>What goes wrong in one run of the function.</summary>
/// <param name="Run">Its number, from 1, over all events of the account.</param>
/// <param name="CrashAt">The step at which the process is killed; 0: none.</param>
/// <param name="Lingers">For how many seconds the database does not notice.</param>
/// <param name="Skew">By how many seconds the process's clock is put forward before it.</param>
/// <param name="JumpAt">The step at which the clock jumps; 0: none.</param>
/// <param name="Jump">By how many seconds.</param>
/// <param name="Puts">How many PUTs of the request fail.</param>
/// <param name="Put">How.</param>
/// <param name="IsThrottled">Whether Lambda does not take the next run.</param>
/// <param name="BreakAt">The step from which on the link to the database breaks.</param>
/// <param name="Breaks">How often it does: at that step, and at the next ones of links that take its place.</param>
/// <param name="Silence">For how many seconds the process does not notice.</param>
sealed record RunMishap(
    int Run, int CrashAt = 0, int Lingers = 0, int Skew = 0, int JumpAt = 0, int Jump = 0, int Puts = 0,
    ResponseBucketFault Put = ResponseBucketFault.Forbidden, bool IsThrottled = false,
    int BreakAt = 0, int Breaks = 0, int Silence = 0)
{
    public static RunMishap None { get; } = new(0);
}
