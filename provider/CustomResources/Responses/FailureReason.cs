namespace Lockstep.CustomResources.Responses;

static class FailureReason
{
    /// <summary>
    /// Only our own exceptions are written for the stack's reader; any other message may hold anything.
    /// </summary>
    public static string For(Exception exception) => exception is CustomResourceException
        ? exception.Message
        : $"{exception.GetType().Name}: the log has the details.";
}
