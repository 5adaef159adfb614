namespace Lockstep.Lambda;

/// <summary>A name and a message for an exception, where its own would not do.</summary>
/// <param name="ErrorType">What the caller sees as <c>errorType</c>, in the form <c>Category.Reason</c>.</param>
/// <param name="Message">What the caller sees as <c>errorMessage</c>: verbatim, never shortened, never logged.</param>
public sealed record InvocationError(string ErrorType, string Message);
