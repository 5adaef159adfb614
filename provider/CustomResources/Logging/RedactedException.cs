using System.Diagnostics.CodeAnalysis;

namespace Lockstep.CustomResources.Logging;

/// <summary>What a log may show of an exception: its type and text as they were, without secrets.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Nobody throws or catches it.")]
sealed class RedactedException(Exception exception, Secrets secrets) : Exception(secrets.Redact(exception.Message))
{
    readonly string _text = secrets.Redact(exception.ToString());

    public string ErrorType { get; } = exception.GetType().FullName ?? exception.GetType().Name;

    /// <summary>The stack traces of the exception and of those inside it.</summary>
    public override string StackTrace => _text;

    public override string ToString() => _text;
}
