using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Lockstep.CustomResources;

/// <summary>
/// What became of a request: <see cref="Succeeded"/>, <see cref="Failed"/>, <see cref="Superseded"/> or <see cref="Continue"/>,
/// nothing else.
/// </summary>
public abstract record ResourceOutcome
{
    private protected ResourceOutcome()
    {
    }
}

/// <summary>The request was carried out.</summary>
/// <param name="PhysicalResourceId">
/// At most 1,024 bytes of UTF-8; null: the RequestId for a Create, the current id otherwise.
/// </param>
public sealed record Succeeded(string? PhysicalResourceId = null) : ResourceOutcome
{
    /// <summary>
    /// What the template can read with <c>Fn::GetAtt</c>. The whole answer has 4,096 bytes; a missing one of the
    /// definition's attributes is sent as an empty string, because a consumer's GetAtt of an absent key fails its own
    /// update (<c>aws-cdk#29949</c>).
    /// </summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A remark for the stack event, of any length; it is shortened to fit.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Masks the attributes with <c>*****</c> wherever CloudFormation shows them, <c>Outputs</c> and <c>Metadata</c>
    /// excepted.
    /// </summary>
    public bool NoEcho { get; init; }
}

/// <summary>The request was not carried out.</summary>
/// <param name="Reason">
/// What a person reads in the stack event; of any length, shortened to fit keeping its head and its tail.
/// </param>
public sealed record Failed(string Reason) : ResourceOutcome
{
    /// <summary>
    /// The id of what was half made and needs a Delete. Null: a failed Create is marked as never created (its Delete
    /// does not reach the resource), a failed Update keeps the current id.
    /// </summary>
    public string? PhysicalResourceId { get; init; }

    /// <summary>
    /// Of a failed Create without a <see cref="PhysicalResourceId"/>: whether something may have been made all the same, or may
    /// yet be. Its Delete then reaches the resource, and <see cref="Requests.DeleteRequest{TProperties}.FailedCreate"/> says
    /// whose it is.
    /// </summary>
    public bool MayBeHalfMade { get; init; }
}

/// <summary>
/// A newer request for the same resource took over, or another run of this one answers, so an answer of this run would be wrong:
/// nothing is sent, and the invocation ends normally with one warning in the log.
/// </summary>
/// <param name="Reason">What took over; it goes to the log only.</param>
public sealed record Superseded(string Reason) : ResourceOutcome;

/// <summary>
/// The work is not done, and goes on in another run of the function: nothing is answered yet. Nothing of it may be going on any
/// more when this is returned.
/// </summary>
/// <remarks>
/// The function invokes itself with the event and the state. Where Lambda's API cannot be reached or does not allow it, the
/// invocation ends with error type <c>Lockstep.Continue</c>, and Lambda runs the event as it was again, one minute and then two
/// minutes later. Returned where <see cref="Requests.Continuation.MayGoOn"/> would say no, it becomes a FAILED answer (of a known
/// rollback: SUCCESS, with the reason). A run may be delivered twice, also at once, and a newer request may take over in between.
/// </remarks>
/// <param name="State">
/// For the next run (<see cref="Requests.Continuation.State"/>); it and the event have 1 MB. It is not shown anywhere.
/// </param>
[SuppressMessage("Naming", "CA1716", Justification = "A verb beside the participles: it is what is to be done.")]
public sealed record Continue(string State) : ResourceOutcome
{
    /// <summary>See <see cref="Requests.Continuation.MayGoOn"/>.</summary>
    public int? Delivery { get; init; }
}
