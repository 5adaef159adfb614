namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>How a request ended: <see cref="ResourceReady"/> or <see cref="ResourceFailed"/>.</summary>
public abstract record ResourceResult
{
    private protected ResourceResult()
    {
    }
}

/// <summary>The resource is as asked for, or gone.</summary>
/// <param name="PhysicalId">Another one than before means that it was replaced.</param>
/// <param name="Attributes">For Fn::GetAtt.</param>
/// <param name="RequestId">The request that was answered, for a custom resource.</param>
public sealed record ResourceReady(
    string PhysicalId, IReadOnlyDictionary<string, string> Attributes, string? RequestId = null) : ResourceResult;

/// <summary>It failed.</summary>
/// <param name="Reason">For the stack event.</param>
/// <param name="PhysicalId">What to record all the same; null: nothing.</param>
public sealed record ResourceFailed(string Reason, string? PhysicalId = null) : ResourceResult;
