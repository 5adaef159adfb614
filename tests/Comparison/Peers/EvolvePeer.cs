using System.Diagnostics;
using EvolveDb;
using EvolveDb.Configuration;
using Npgsql;

namespace Lockstep.Comparison.Peers;

/// <summary>Evolve as its documentation shows it, with a transaction around all scripts.</summary>
sealed class EvolvePeer : Peer
{
    public const string Command = "evolve";

    public override string Name => $"Evolve {typeof(Evolve).Assembly.GetName().Version!.ToString(3)}";

    public override void Lay(string folder, IReadOnlyList<PeerScript> scripts)
    {
        foreach (var script in scripts)
        {
            var text = script.NoTransaction ? $"-- evolve-tx-off\n{script.Up}" : script.Up;
            var name = script.IsRepeatable ? $"R__{script.Name}.sql" : $"V{script.Number}__{script.Name}.sql";
            Write(folder, name, text);
        }

        if (scripts.Any(script => script.NoTransaction))
        {
            Write(folder, WithoutTransaction, "");
        }
    }

    const string WithoutTransaction = "without-transaction";

    public override bool HasRepeatables => true;

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) => Run("deploy", folder, database);

    public override ProcessStartInfo Plan(string folder, PeerDatabase database) => Run("plan", folder, database);

    public override string Variable(string name) => $"${{{name}}}";

    static ProcessStartInfo Run(string order, string folder, PeerDatabase database) =>
        Start(Environment.ProcessPath!, folder, Command, database.ConnectionString, order);

    /// <summary>In the process that <see cref="Deploy"/> starts.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="order">deploy or plan.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string connection, string order)
    {
        using var database = new NpgsqlConnection(connection);
        var evolve = new Evolve(database, message => Console.Out.WriteLine(message))
        {
            Locations = [Directory.GetCurrentDirectory()],
            IsEraseDisabled = true,
            TransactionMode = File.Exists(WithoutTransaction) ? TransactionKind.CommitEach : TransactionKind.CommitAll,
        };
        if (ValueOfVariable(Directory.GetCurrentDirectory()) is { } value)
        {
            evolve.Placeholders = new(StringComparer.Ordinal) { [$"${{{VariableName}}}"] = value };
        }

        try
        {
            if (order == "plan")
            {
                evolve.Info().ToList().ForEach(one => Console.Out.WriteLine($"{one.Category} {one.Description}"));
            }
            else
            {
                evolve.Migrate();
            }

            return 0;
        }
        catch (EvolveException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
