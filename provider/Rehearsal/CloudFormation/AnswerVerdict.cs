namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>What CloudFormation makes of a delivered body: <see cref="AcceptedAnswer"/> or <see cref="FailedAnswer"/>.</summary>
public abstract record AnswerVerdict
{
    private protected AnswerVerdict()
    {
    }
}

/// <summary>The resource is complete.</summary>
public sealed record AcceptedAnswer(AnswerDocument Answer) : AnswerVerdict;

/// <summary>The resource has failed.</summary>
/// <param name="ResourceReason">What the stack event says, in CloudFormation's words.</param>
/// <param name="Detail">What is wrong with the body, in ours; null when it is a valid answer with Status FAILED.</param>
/// <param name="PhysicalResourceId">The answer's id, recorded all the same; null: it has none that can be used.</param>
public sealed record FailedAnswer(string ResourceReason, string? Detail, string? PhysicalResourceId) : AnswerVerdict;
