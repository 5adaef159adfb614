using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lockstep.Cli.Tests.Support;

/// <summary>
/// The script <c>lockstep</c> on a machine that has a few of the system's programs, a <c>dotnet</c> that only writes down how it
/// is called, and a linker or none.
/// </summary>
sealed class Launcher : IDisposable
{
    const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    const string Dotnet = """
        #!/bin/sh
        echo "$*|${LOCKSTEP_SOAK_MINUTES:-}|${LOCKSTEP_NATIVE_BOOTSTRAP:-}|${LOCKSTEP_NATIVE_API:-}" >>"$CALLS"
        for end in $ENDS; do
          case "$*" in *"${end%=*}"*) exit "${end#*=}" ;; esac
        done
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("lockstep-launcher-").FullName;
    readonly List<string> _ends = [];

    /// <param name="linker">There is one: gcc.</param>
    public Launcher(bool linker = false)
    {
        foreach (var tool in new[] { "awk", "cat", "dirname", "readlink", "uname" })
        {
            File.CreateSymbolicLink(Path.Combine(Programs, tool), Find(tool));
        }

        Write("dotnet", Dotnet);
        if (linker)
        {
            Write("gcc", "#!/bin/sh\n");
        }
    }

    /// <summary>What <c>dotnet</c> was called with, one call after the other.</summary>
    public IReadOnlyList<LauncherCall> Calls =>
        File.Exists(Log) ? [.. File.ReadLines(Log).Select(LauncherCall.Parse)] : [];

    string Programs => Directory.CreateDirectory(Path.Combine(_folder, "programs")).FullName;

    string Log => Path.Combine(_folder, "calls");

    /// <summary><c>dotnet</c> ends with this code where its arguments contain the word.</summary>
    public void EndWith(string word, int code) => _ends.Add($"{word}={code}");

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Script(), arguments)
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Programs;
        start.Environment["CALLS"] = Log;
        start.Environment["ENDS"] = string.Join(' ', _ends);
        using var launcher = Process.Start(start)!;
        var (output, errors) = (launcher.StandardOutput.ReadToEndAsync(Token), launcher.StandardError.ReadToEndAsync(Token));
        await launcher.WaitForExitAsync(Token);
        return (launcher.ExitCode, await output, await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static string Find(string tool) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, tool)).First(File.Exists);

    static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "lockstep"));

    void Write(string name, string text)
    {
        var file = Path.Combine(Programs, name);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, Executable);
    }
}

/// <param name="Arguments">Of <c>dotnet</c>.</param>
/// <param name="Minutes">LOCKSTEP_SOAK_MINUTES; empty for none, as the next two.</param>
/// <param name="Function">LOCKSTEP_NATIVE_BOOTSTRAP.</param>
/// <param name="Api">LOCKSTEP_NATIVE_API.</param>
sealed record LauncherCall(string Arguments, string Minutes, string Function, string Api)
{
    public static LauncherCall Parse(string line) => line.Split('|') switch
    {
        [var arguments, var minutes, var function, var api] => new(arguments, minutes, function, api),
        _ => throw new FormatException(line),
    };
}
