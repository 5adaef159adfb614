namespace Lockstep.CustomResources;

/// <summary>
/// The request cannot be carried out. The message is written for the person who reads the stack event and becomes the
/// answer's Reason; the message of any other exception stays in the log.
/// </summary>
public class CustomResourceException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether what stopped it may pass by itself, so that another try is worth it. False, unless it is said.</summary>
    public bool IsPassing { get; init; }
}
