using System.ComponentModel;
using System.Diagnostics;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>Runs a program to its end and keeps what it said.</summary>
sealed record Command(int ExitCode, string Output, string Error)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Null when there is no such program on this machine.</summary>
    public static async Task<Command?> RunAsync(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = TryStart(start);
        if (process is null)
        {
            return null;
        }
        try
        {
            var token = TestContext.Current.CancellationToken;
            var output = process.StandardOutput.ReadToEndAsync(token);
            var error = process.StandardError.ReadToEndAsync(token);
            await process.WaitForExitAsync(token).WaitAsync(Patience, TimeProvider.System, token);
            return new Command(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
