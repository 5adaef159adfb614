using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>A dump made by a later pg_dump begins with all the settings that its version has.</summary>
public sealed class ASettingThatTheServerDoesNotKnow(SharedPostgres postgres)
{
    const string Advice = "The server does not know this setting, which a dump of a later version may bring along: "
        + "remove the statement.";

    const int Never = int.MaxValue;

    [Theory]
    [InlineData("transaction_timeout", "SET transaction_timeout = 0", 17)]
    [InlineData("timeout_of_tomorrow", "SET LOCAL timeout_of_tomorrow = 0", Never)]
    [InlineData("timeout_of_tomorrow", "SELECT pg_catalog.set_config('timeout_of_tomorrow', '0', false)", Never)]
    public async Task IsNamedWithTheRemedy(string setting, string statement, int knownSince)
    {
        var (database, answer) = await MigrateAsync(
            $"SET statement_timeout = 0;\nSET lock_timeout = 0;\n{statement};\nCREATE TABLE a ()");

        if (await MajorVersionAsync(database) >= knownSince)
        {
            answer.ShouldSucceed();
            return;
        }

        answer.Reason.ShouldBe($"1_dump.sql:3:1: 42704 unrecognized configuration parameter \"{setting}\". {Advice}");
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    // The same code is said of whatever else is not there.
    [Theory]
    [InlineData("CREATE TABLE a (id nonsense)", "type \"nonsense\" does not exist")]
    [InlineData("SELECT set_config('my.name', NULL::nonsense, false)", "type \"nonsense\" does not exist")]
    [InlineData("DROP TYPE nonsense", "type \"nonsense\" does not exist")]
    public async Task IsNotWhatElseIsMissing(string statement, string said)
    {
        var (_, answer) = await MigrateAsync(statement);

        answer.ShouldFail($"42704 {said}");
        answer.Reason!.ShouldNotContain(Advice);
    }

    async Task<(TestDatabase Database, Answer Answer)> MigrateAsync(string script)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        return (database, await stack.CreateAsync(Image.With(("1_dump.sql", script)), TestStack.Revision(1)));
    }

    static async Task<int> MajorVersionAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return connection.PostgreSqlVersion.Major;
    }
}
