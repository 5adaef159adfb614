using CsCheck;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>
/// Stacks, operations and mishaps at random, in virtual time: the framework, the engine and Lambda's deliveries together keep the
/// promises, for a resource that does what Lockstep's migration does.
/// </summary>
/// <remarks>
/// <c>LOCKSTEP_SCHEDULES=100000</c> plays more of them, <c>LOCKSTEP_SOAK_MINUTES=60</c> as many as there is time for. One that
/// breaks a promise is printed as short as it can be made, with the seed that plays it again: <c>CsCheck_Seed</c>.
/// </remarks>
public sealed class AnySchedule
{
    // -1: as CsCheck has it, which is not asked then.
    static readonly int Number = Wanted.Number("LOCKSTEP_SCHEDULES") ?? 5000;
    static readonly int Seconds = Wanted.Seconds ?? -1;

    [Fact]
    public void KeepsThePromises() => RandomSchedules.Any.Sample(
        schedule => SchedulePlayer.Play(schedule),
        iter: Number, time: Seconds, threads: 2, print: schedule => schedule.ToString());

    [Fact]
    public void IsTheSameASecondTime() => RandomSchedules.Any.Sample(
        schedule => SchedulePlayer.Play(schedule).ShouldBe(SchedulePlayer.Play(schedule)), iter: 100, threads: 2);
}
