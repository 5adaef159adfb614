using System.Globalization;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace Lockstep.PostgresMigrations.Running.Engine;

/// <summary>DbUp's own words, for whoever debugs; what a person must know is said elsewhere.</summary>
/// <remarks>
/// A message without arguments is not formatted: a brace in a server's message would hide the error (DbUp's
/// PostgresqlScriptExecutor).
/// </remarks>
sealed class DbUpLog(ILogger log) : IUpgradeLog
{
    public void LogTrace(string format, params object[] args) => Write(format, args);

    public void LogDebug(string format, params object[] args) => Write(format, args);

    public void LogInformation(string format, params object[] args) => Write(format, args);

    public void LogWarning(string format, params object[] args) => Write(format, args);

    public void LogError(string format, params object[] args) => Write(format, args);

    public void LogError(Exception ex, string format, params object[] args) => log.DbUp($"Upgrade failed: {ex.GetType().Name}");

    void Write(string format, object[] args) =>
        log.DbUp(args is { Length: > 0 } ? string.Format(CultureInfo.InvariantCulture, format, args) : format);
}
