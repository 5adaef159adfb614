using System.ComponentModel;
using System.Diagnostics;
using Lockstep.Rehearsal;

namespace Lockstep.Cli;

/// <summary>A program that is run to its end, and what it said.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output, then standard error.</param>
sealed record ChildProcess(int ExitCode, string Output)
{
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs it; whoever cancels ends it with everything it has started.</summary>
    /// <exception cref="RehearsalException">There is no such program.</exception>
    public static async Task<ChildProcess> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var complaints = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, $"{await said}{await complaints}".TrimEnd());
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new RehearsalException($"{start.FileName} could not be started: {exception.Message}.", exception);
        }
    }
}
