using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>One request to a custom resource and what came back.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Run">The function's last run; null when the function did not exist or time was over.</param>
/// <param name="Deliveries">All that reached the ResponseURL, refused ones too.</param>
/// <param name="Verdict">What CloudFormation makes of the answer; null: there was none.</param>
public sealed record CustomResourceExchange(
    ResourceRequest Request, FunctionRun? Run, IReadOnlyList<Delivery> Deliveries, AnswerVerdict? Verdict)
{
    const int OutOfOrder = 500;

    /// <summary>Whether exactly one answer came, and a valid one, be it SUCCESS or FAILED. What a bucket out of order turned away
    /// was no answer.</summary>
    public bool IsAnsweredOnce =>
        Deliveries.Where(delivery => delivery.IsStored || delivery.Status is < OutOfOrder).ToList() is [{ IsStored: true }]
        && Verdict is AcceptedAnswer or FailedAnswer { Detail: null };
}
