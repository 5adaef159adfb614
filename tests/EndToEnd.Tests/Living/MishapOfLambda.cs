using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What happens to events on their way to the function, and how much time its runs have.</summary>
/// <param name="stage">The function, and the way to it.</param>
/// <param name="bucket">Knows of all others.</param>
/// <param name="over">The next request was sent, or the operation has ended.</param>
/// <param name="end">Of the whole operation.</param>
sealed class MishapOfLambda(LifeStage stage, MishapOfTheBucket bucket, CancellationToken over, CancellationToken end)
{
    /// <returns>Ends when no more is to come of it.</returns>
    public Task Begin(Trouble trouble, ResponseSlot slot)
    {
        switch (trouble.Kind)
        {
            case TroubleKind.Hurry or TroubleKind.Short:
                return HurryAsync(trouble, slot.Identity.RequestId);
            case TroubleKind.Dropped:
                Deliveries = Deliveries with { Drop = [Next] };
                break;
            case TroubleKind.Overtaken:
                stage.Overtaken.Hold(slot.Identity.RequestId, slot.Identity.LogicalResourceId, trouble.Moment);
                break;
            case TroubleKind.Twice:
                Deliveries = Deliveries with { DuplicateDelivery = [new(Next, Later(trouble))] };
                break;
            case TroubleKind.HandedOnTwice:
                stage.Route.Twice(Later(trouble));
                break;
            case TroubleKind.HandedBack:
                stage.Route.Inject((LambdaFault)(trouble.Moment % 3), 1 + (trouble.Moment % 2));
                break;
            default:
                return bucket.Begin(trouble, slot);
        }

        return Task.CompletedTask;
    }

    Switches Deliveries
    {
        get => stage.Functions.Switches;
        set => stage.Functions.Switches = value;
    }

    int Next => stage.Functions.Sent + 1;

    static TimeSpan Later(Trouble trouble) => TimeSpan.FromMilliseconds(trouble.Moment % 2 == 0 ? 0 : trouble.Moment);

    // Of a request that is answered by now, runs may go on.
    async Task HurryAsync(Trouble trouble, string requestId)
    {
        stage.Images.Hurry(requestId, new Hurry(trouble, stage.Link, over));
        await Task.WhenAny(Task.Delay(Timeout.Infinite, end));
        stage.Images.Hurry(requestId, null);
    }
}
