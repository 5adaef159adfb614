namespace Lockstep.CustomResources;

/// <summary>
/// The invocation must end in error, so that Lambda runs it again and then hands it to the OnFailure destination.
/// </summary>
/// <param name="errorType">
/// <c>Lockstep.AnswerNotDelivered</c> (the message is the answer document, nothing else),
/// <c>Lockstep.Continue</c> (Lambda's retry is the next run), <c>Lockstep.ResponseUrlRefused</c> or <c>Lockstep.InvalidEvent</c>
/// (the message is for a person).
/// </param>
/// <param name="message">What the runtime reports as <c>errorMessage</c>.</param>
public sealed class InvocationFailedException(string errorType, string message) : Exception(message)
{
    /// <summary>What the runtime reports as <c>errorType</c>.</summary>
    public string ErrorType { get; } = errorType;
}
