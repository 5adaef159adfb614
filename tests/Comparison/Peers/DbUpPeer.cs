using System.Diagnostics;
using DbUp;

namespace Lockstep.Comparison.Peers;

/// <summary>DbUp as its documentation shows it: a console program that upgrades and exits with a number.</summary>
sealed class DbUpPeer : Peer
{
    public const string Command = "dbup";

    public override string Name => $"DbUp {typeof(DeployChanges).Assembly.GetName().Version!.ToString(3)}";

    public override void Lay(string folder, IReadOnlyList<PeerScript> scripts)
    {
        foreach (var script in scripts)
        {
            Write(folder, $"{script.Padded}_{script.Name}.sql", script.Up);
        }

        if (scripts.Any(script => script.NoTransaction))
        {
            Write(folder, WithoutTransaction, "");
        }
    }

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) =>
        Start(Environment.ProcessPath!, folder, Command, database.ConnectionString);

    /// <summary>In the process that <see cref="Deploy"/> starts.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string connection)
    {
        var builder = DeployChanges.To.PostgresqlDatabase(connection)
            .WithScriptsFromFileSystem(Directory.GetCurrentDirectory())
            .LogToConsole();

        // The mode is one of the whole run.
        var engine = (File.Exists(WithoutTransaction) ? builder.WithoutTransaction() : builder.WithTransaction()).Build();
        return engine.PerformUpgrade().Successful ? 0 : 1;
    }

    const string WithoutTransaction = "without-transaction";
}
