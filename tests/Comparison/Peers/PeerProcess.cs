using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Lockstep.Comparison.Peers;

/// <summary>A run of a tool.</summary>
sealed partial class PeerProcess : IAsyncDisposable
{
    // Nothing here takes longer, so what does hangs.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    readonly Process _process;
    readonly StringBuilder _output = new();
    readonly long _started = Stopwatch.GetTimestamp();

    PeerProcess(Process process) => _process = process;

    public static PeerProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        var run = new PeerProcess(Process.Start(start)!);
        run._process.StandardInput.Close();
        run._process.OutputDataReceived += (_, line) => run.Add(line.Data);
        run._process.ErrorDataReceived += (_, line) => run.Add(line.Data);
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    /// <summary>The version of a program, the first number of that form that it prints; null where there is no such program.
    /// </summary>
    public static async Task<string?> VersionAsync(string program, params IEnumerable<string> arguments)
    {
        try
        {
            await using var run = Start(new ProcessStartInfo(program, arguments));
            var result = await run.EndAsync(CancellationToken.None);
            return result.Succeeded ? Version().Match(result.Output).Value : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Waits for its end; one that hangs is killed and has failed.</summary>
    public Task<PeerResult> EndAsync(CancellationToken cancellationToken) => EndAsync(Patience, cancellationToken);

    /// <summary>It has ended, or so much time has gone by.</summary>
    public async Task HasTimeAsync(TimeSpan time) => await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(time));

    /// <summary>Waits so long for its end; then it is killed and has failed.</summary>
    public async Task<PeerResult> EndAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(time);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Kill();
            return new(Succeeded: false, Output, Stopwatch.GetElapsedTime(_started)) { WasCut = true };
        }

        return new(_process.ExitCode == 0, Output, Stopwatch.GetElapsedTime(_started));
    }

    /// <summary>As the end of a Lambda: SIGKILL, no good-bye.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    void Add(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
