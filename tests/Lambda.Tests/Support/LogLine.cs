using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Tests.Support;

sealed record LogLine(LogLevel Level, string Text, Exception? Exception, string Scope, string? RequestId)
{
    public string? TraceId { get; init; }
}
