using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What happens to an answer on its way, and to the function that sends it.</summary>
/// <param name="images">The function.</param>
/// <param name="runs">How many it may keep from answering.</param>
/// <param name="over">The operation has ended.</param>
sealed class MishapOfTheBucket(LifeFunctions images, int runs, CancellationToken over)
{
    /// <returns>Ends when no more is to come of it.</returns>
    public Task Begin(Trouble trouble, ResponseSlot slot)
    {
        switch (trouble.Kind)
        {
            case TroubleKind.KillAtPut:
                slot.Inject(ResponseBucketFault.Silence, 1);
                return KillAsync(() => slot.Deliveries.Count > 0);
            case TroubleKind.KillAfterPut:
                return KillAsync(() => slot.FirstAnswer.IsCompleted);
            case TroubleKind.BucketForbids:
                slot.Inject(ResponseBucketFault.Forbidden, 1);
                break;
            case TroubleKind.Unheard:
                slot.Inject(ResponseBucketFault.Forbidden, runs);
                break;
            case TroubleKind.BucketFails:
                slot.Inject(trouble.Moment % 2 == 0 ? ResponseBucketFault.InternalError : ResponseBucketFault.Cut, 2);
                break;
            case TroubleKind.BucketIsSilent:
                slot.Inject(ResponseBucketFault.Silence, 1);
                break;
            case TroubleKind.BucketLosesReply:
                slot.Inject(ResponseBucketFault.LostReply, 1);
                break;
        }

        return Task.CompletedTask;
    }

    async Task KillAsync(Func<bool> isDue)
    {
        while (!over.IsCancellationRequested)
        {
            if (isDue())
            {
                images.Kill();
                return;
            }

            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(5), over));
        }
    }
}
