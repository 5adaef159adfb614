using Lockstep.PostgresMigrations.Tests.Scripts.Support;
using Lockstep.PostgresMigrations.Tests.Support;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>What our rule says of their text is what the server says when it gets them inside BEGIN.</summary>
public sealed class StatementsTriedInATransaction(SharedPostgres postgres)
{
    // The subscription has to be enabled: of one that is not, the server says that first; for failover the other way round.
    // Nobody answers at its address.
    const string Things = """
        CREATE TABLE t (a int NOT NULL);
        CREATE UNIQUE INDEX i ON t (a);
        ALTER TABLE t CLUSTER ON i;
        CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
        CREATE UNIQUE INDEX ON m (a);
        CREATE TYPE e AS ENUM ('y');
        CREATE TABLE p (a int) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
        CREATE INDEX ON p (a);
        CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false);
        ALTER SUBSCRIPTION s ENABLE
        """;

    const string Disable = "ALTER SUBSCRIPTION s DISABLE";
    const string ForgetSlot = "ALTER SUBSCRIPTION s SET (slot_name = NONE)";
    const string Drop = "DROP SUBSCRIPTION s";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AreRefusedThereWhereOurRuleSaysSo()
    {
        await using var connection = await StartAsync();

        foreach (var (statement, _) in TransactionBlocks.Refused)
        {
            (await ErrorOfAsync(connection, statement)).ShouldBe(
                TransactionBlocks.Since17.Contains(statement) && connection.PostgreSqlVersion.Major < 17
                    ? PostgresErrorCodes.SyntaxError
                    : PostgresErrorCodes.ActiveSqlTransaction,
                statement);
        }

        await EndAsync(connection);
    }

    [Fact]
    public async Task AreAllowedThereWhereOurRuleSaysNothing()
    {
        await using var connection = await StartAsync();

        foreach (var (statement, otherError) in TransactionBlocks.Allowed)
        {
            (await ErrorOfAsync(connection, statement)).ShouldBe(otherError, statement);
        }

        await EndAsync(connection);
    }

    [Fact]
    public async Task AreJudgedByTheServerAloneWhereOnlyTheCatalogueTells()
    {
        await using var connection = await StartAsync();

        foreach (var statement in TransactionBlocks.RefusedForWhatTheyName)
        {
            Sql.Single(statement).OutsideTransaction.ShouldBeNull();
            (await ErrorOfAsync(connection, statement)).ShouldBe(PostgresErrorCodes.ActiveSqlTransaction, statement);
        }

        // The other way round: without a slot it may be dropped in a transaction, and we ask for the directive all the same.
        await ExecuteAsync(connection, Disable);
        await ExecuteAsync(connection, ForgetSlot);
        Sql.Single(Drop).OutsideTransaction.ShouldNotBeNull();
        (await ErrorOfAsync(connection, Drop)).ShouldBeNull();
        await ExecuteAsync(connection, Drop);
    }

    async Task<NpgsqlConnection> StartAsync() => await (await TestDatabase.CreateAsync(postgres)).SessionAsync(Things);

    // A subscription would go on trying to reach its publisher, and keep its database from being dropped.
    static async Task EndAsync(NpgsqlConnection connection)
    {
        await ExecuteAsync(connection, Disable);
        await ExecuteAsync(connection, ForgetSlot);
        await ExecuteAsync(connection, Drop);
    }

    /// <summary>The SQLSTATE that it ends with inside a transaction block; null where it succeeds.</summary>
    static async Task<string?> ErrorOfAsync(NpgsqlConnection connection, string statement)
    {
        await ExecuteAsync(connection, "BEGIN");
        await ExecuteAsync(connection, statement.Contains("failover", StringComparison.Ordinal) ? Disable : "SAVEPOINT s");
        try
        {
            await ExecuteAsync(connection, statement);
            return null;
        }
        catch (PostgresException exception)
        {
            return exception.SqlState;
        }
        finally
        {
            await ExecuteAsync(connection, "ROLLBACK");
        }
    }

    // As a script's statements are sent: verbatim.
    static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(statement) } };
        await batch.ExecuteNonQueryAsync(Token);
    }
}
