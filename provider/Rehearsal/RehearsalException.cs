namespace Lockstep.Rehearsal;

/// <summary>A rehearsal cannot be played; the message says what is in its way.</summary>
public sealed class RehearsalException : Exception
{
    public RehearsalException(string message)
        : base(message)
    {
    }

    public RehearsalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
