namespace Lockstep.Rehearsal.Lambda;

/// <summary>One call of the runtime and its answer.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path after <c>/2018-06-01/</c>, for example <c>runtime/invocation/next</c>.</param>
/// <param name="ContentType">The request's content type; null when it had none.</param>
/// <param name="ErrorType">The request's <c>Lambda-Runtime-Function-Error-Type</c>; null when it had none.</param>
/// <param name="Status">The HTTP status it was answered with.</param>
public sealed record RuntimeApiExchange(string Method, string Path, string? ContentType, string? ErrorType, int Status);
