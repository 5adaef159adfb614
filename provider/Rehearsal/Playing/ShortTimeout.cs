using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.Playing;

/// <summary>
/// A function's Timeout that is soon over where a run has much to do or must wait, and that a run with little to do keeps, also
/// on a machine that is slow, or busy with something else.
/// </summary>
static class ShortTimeout
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // Two thirds of a Timeout are for work, and a machine may become busier than it was.
    const int Reserve = 3;

    /// <param name="stage">
    /// Had requests; the first was answered by a process that had just been started, the last while the machine was as busy as
    /// it is now.
    /// </param>
    public static TimeSpan For(Stage stage)
    {
        var answers = stage.Exchanges.Select(FirstAnswerAfter).ToList();
        TimeSpan[] wanted = [stage.ShortestTimeout, answers.FirstOrDefault() * Reserve, answers.LastOrDefault() * Reserve];
        return wanted.Max() is var most && most < Longest ? most : Longest;
    }

    static TimeSpan FirstAnswerAfter(CustomResourceExchange exchange) =>
        exchange.Deliveries is [var first, ..] ? first.At - exchange.SentAt : TimeSpan.Zero;
}
