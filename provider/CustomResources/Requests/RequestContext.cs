using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.CustomResources.Requests;

/// <summary>What a resource may know of an event; the ResponseURL is not part of it.</summary>
public sealed record RequestContext
{
    /// <summary>Create, Update or Delete; a command's name in an operator's direct invocation.</summary>
    public required string RequestType { get; init; }

    /// <summary>
    /// CloudFormation's id of this request. It is reused when a failed operation is retried (<c>aws-cdk#35957</c>).
    /// </summary>
    public required string RequestId { get; init; }

    /// <summary>The stack's ARN.</summary>
    public required string StackId { get; init; }

    /// <summary>The resource's name in the template.</summary>
    public required string LogicalResourceId { get; init; }

    /// <summary>The resource's type in the template.</summary>
    public required string ResourceType { get; init; }

    /// <summary>An object, as CloudFormation sent it: <c>ServiceToken</c> included, every scalar a string.</summary>
    public required JsonElement ResourceProperties { get; init; }

    /// <summary>The same for the state before; Update only.</summary>
    public JsonElement? OldResourceProperties { get; init; }

    /// <summary>
    /// When the ResponseURL was signed, which is when CloudFormation made the request; null where the URL doesn't
    /// say.
    /// </summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>How long CloudFormation waits for the answer, counted from the request: 1 to 3,600 s.</summary>
    public TimeSpan ServiceTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How much time is left to work; its tokens are those the resource is given.</summary>
    public required Deadline Deadline { get; init; }

    /// <summary>Which run of the request this is, and whether another one may follow.</summary>
    public Continuation Continuation { get; init; } = new();

    /// <summary>Takes what must not reach the log or the answer's Reason.</summary>
    public Secrets Secrets { get; init; } = new();

    /// <summary>Writes log lines that carry this request's ids, without the secrets.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The ids; never the properties, which may hold NoEcho parameters in clear text.</summary>
    public override string ToString() => $"{RequestType} {ResourceType} {LogicalResourceId} ({RequestId})";
}
