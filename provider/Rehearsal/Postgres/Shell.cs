using System.Diagnostics;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>Runs one command to its end.</summary>
static class Shell
{
    /// <summary>Gives what the command printed; throws when it failed.</summary>
    public static Task<string> RunAsync(ProcessStartInfo command, CancellationToken cancellationToken) =>
        RunAsync(command, "", cancellationToken);

    /// <summary>The same, with a text for its standard input (where nobody can read it off a process list).</summary>
    public static async Task<string> RunAsync(ProcessStartInfo command, string input, CancellationToken cancellationToken)
    {
        command.RedirectStandardInput = true;
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? await output : throw Failed(command, process.ExitCode, await errors + await output);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    static InvalidOperationException Failed(ProcessStartInfo command, int status, string said) =>
        new($"{command.FileName} ended with status {status}: {said.Trim()}");
}
