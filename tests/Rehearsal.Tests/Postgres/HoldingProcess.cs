using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

/// <summary>This test program run once more, not to test but to hold a server until it is killed.</summary>
static class HoldingProcess
{
    const string Asked = "LOCKSTEP_TESTS_HOLD_A_SERVER";

    /// <summary>Starts it as leader of a process group; gives it with the postmaster's id and the server's folder.</summary>
    public static async Task<(Process Holder, int Postmaster, string Folder)> StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("setsid", ["dotnet", typeof(HoldingProcess).Assembly.Location])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Asked] = "yes";
        var holder = Process.Start(start)!;
        var said = (await holder.StandardOutput.ReadLineAsync(cancellationToken))!.Split(' ');
        return (holder, int.Parse(said[0], CultureInfo.InvariantCulture), Path.GetDirectoryName(said[1])!);
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The only way before the runner's own Main, and this is a program.")]
    [SuppressMessage("Reliability", "CA2000", Justification = "Not disposing is what it is for.")]
    internal static void HoldIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Asked) is not null)
        {
            // Blocks: no other thread may run this module's code before its initialiser has ended.
            var server = PostgresServer.StartAsync(new(), CancellationToken.None).GetAwaiter().GetResult();
            Console.Out.WriteLine($"{server.ProcessId} {server.LogFile}");
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
