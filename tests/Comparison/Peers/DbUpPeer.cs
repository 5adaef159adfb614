using System.Diagnostics;
using DbUp;
using DbUp.Engine;

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

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) => Run("deploy", folder, database);

    /// <summary>The scripts that it would run.</summary>
    public override ProcessStartInfo Plan(string folder, PeerDatabase database) => Run("plan", folder, database);

    /// <summary>With EnsureDatabase.</summary>
    public override ProcessStartInfo DeployToNew(string folder, PeerDatabase database) => Run("create", folder, database);

    public override string Variable(string name) => $"${name}$";

    static ProcessStartInfo Run(string order, string folder, PeerDatabase database) =>
        Start(Environment.ProcessPath!, folder, Command, database.ConnectionString, order);

    /// <summary>In the process that <see cref="Deploy"/> starts.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="order">deploy, plan or create.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string connection, string order)
    {
        if (order == "create")
        {
            EnsureDatabase.For.PostgresqlDatabase(connection);
        }

        var engine = Engine(connection);
        if (order == "plan")
        {
            engine.GetScriptsToExecute().ForEach(script => Console.Out.WriteLine(script.Name));
            return 0;
        }

        return engine.PerformUpgrade().Successful ? 0 : 1;
    }

    static UpgradeEngine Engine(string connection)
    {
        var builder = DeployChanges.To.PostgresqlDatabase(connection)
            .WithScriptsFromFileSystem(Directory.GetCurrentDirectory())
            .LogToConsole();
        if (ValueOfVariable(Directory.GetCurrentDirectory()) is { } value)
        {
            builder.WithVariable(VariableName, value);
        }

        // The mode is one of the whole run.
        return (File.Exists(WithoutTransaction) ? builder.WithoutTransaction() : builder.WithTransaction()).Build();
    }

    const string WithoutTransaction = "without-transaction";
}
