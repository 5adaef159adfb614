using System.Diagnostics.CodeAnalysis;
using Lockstep.Lambda.Logging;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Errors;

/// <summary>An exception in the form in which the Runtime API takes it.</summary>
/// <param name="ErrorType">What the body says as <c>errorType</c>.</param>
/// <param name="HeaderType">The same for the header <c>Lambda-Runtime-Function-Error-Type</c>.</param>
/// <param name="Body">The JSON document.</param>
/// <param name="LoggedException">
/// The exception, for the log; null when the error was named: its message is then a document for the caller, not for a
/// log.
/// </param>
sealed record ErrorReport(string ErrorType, string HeaderType, ReadOnlyMemory<byte> Body, Exception? LoggedException)
{
    public static ErrorReport For(Exception exception, Func<Exception, InvocationError?> name, ILogger log)
    {
        if (Name(exception, name, log) is { } named)
        {
            return new ErrorReport(named.ErrorType, ErrorTypeHeader.For(named.ErrorType), ErrorDocument.Write(named), null);
        }
        var type = exception.GetType().Name;
        return new ErrorReport(type, ErrorTypeHeader.For(type), ErrorDocument.Write(exception), exception);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A mistake in the naming must not cost the invocation its answer.")]
    static InvocationError? Name(Exception exception, Func<Exception, InvocationError?> name, ILogger log)
    {
        try
        {
            return name(exception);
        }
        catch (Exception mistake)
        {
            log.NamingFailed(mistake);
            return null;
        }
    }
}
