using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>One run of the server, and the guard that ends it when we end, also when that is by kill -9.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    // The guard is the server's parent. It holds the reading end of a pipe whose writing end only we have, so its end of
    // file means that we are gone (or dispose): then it stops the server and removes the folder. The file "ended" keeps it
    // from signalling a number that belongs to somebody else by then.
    const string Guard = """
        trap '' HUP INT TERM PIPE
        folder=$1; shift
        exec 3<&0
        "$@" </dev/null >>"$folder/log" 2>&1 3<&- &
        server=$!
        echo "$server"
        (
          signal() { [ -e "$folder/ended.$$" ] || kill "$1" "$server"; }
          while read -r word <&3; do
            case $word in
              fast) signal -INT ;;
              immediate) signal -QUIT ;;
              leave) exit 1 ;;
            esac
          done
          signal -QUIT
          exit 0
        ) 2>/dev/null &
        reader=$!
        exec 3<&- </dev/null
        wait "$server"
        : >"$folder/ended.$$"
        echo ended 2>/dev/null
        wait "$reader" || exit 0
        rm -rf -- "$folder" 2>/dev/null || { sleep 1; rm -rf -- "$folder"; }
        """;

    // A session of their own keeps guard and server out of reach of a Ctrl-C at the terminal and of a kill of our process
    // group, so that they last as long as we need them and the guard outlives us. macOS has no such command.
    static readonly string[] OwnSession = [.. new[] { "/usr/bin/setsid", "/bin/setsid" }.Where(File.Exists).Take(1)];

    readonly Process _guard;
    bool _isDisposed;

    ServerProcess(Process guard, int id)
    {
        _guard = guard;
        Id = id;
        Ended = _guard.StandardOutput.ReadLineAsync();
    }

    /// <summary>The postmaster's process id.</summary>
    public int Id { get; }

    /// <summary>Completes when the server has ended.</summary>
    public Task Ended { get; }

    public static async Task<ServerProcess> StartAsync(
        ServerFolder folder, ServerUser user, IEnumerable<string> command, CancellationToken cancellationToken)
    {
        string[] guarded = [.. OwnSession, "/bin/sh", "-c", Guard, "lockstep-postgres-guard", folder.Path, .. command];
        var start = user.Command(guarded[0], guarded[1..]);
        start.WorkingDirectory = folder.Path;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var guard = Process.Start(start)!;
        try
        {
            var line = await guard.StandardOutput.ReadLineAsync(cancellationToken);
            return new(guard, int.Parse(line!, CultureInfo.InvariantCulture));
        }
        catch
        {
            guard.StandardInput.Close();
            guard.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server and waits until it is gone; its folder stays.</summary>
    public async Task StopAsync(PostgresShutdown how, CancellationToken cancellationToken)
    {
        if (!Ended.IsCompleted)
        {
            await TellAsync(how == PostgresShutdown.Fast ? "fast" : "immediate", cancellationToken);
            await Ended.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends the guard away without the folder: somebody else looks after it now.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await TellAsync("leave", cancellationToken);
        await _guard.WaitForExitAsync(cancellationToken);
        _guard.Dispose();
    }

    /// <summary>Stops the server at once and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _guard.StandardInput.Close();
            await _guard.WaitForExitAsync(CancellationToken.None);
            _guard.Dispose();
        }
    }

    async Task TellAsync(string word, CancellationToken cancellationToken)
    {
        await _guard.StandardInput.WriteLineAsync(word.AsMemory(), cancellationToken);
        await _guard.StandardInput.FlushAsync(cancellationToken);
    }
}
