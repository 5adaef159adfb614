using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Expanding;

public sealed class VariablesOfAScript(SharedPostgres postgres)
{
    [Fact]
    public async Task AreReplacedInSqlInQuotesAndInBodies()
    {
        var image = Image.With(
            ("1_a.sql", """
                -- ${nothing} is looked for in a comment /* ${nothing} */
                CREATE TABLE app_${suffix} ("${name}" text, e text, n int);
                INSERT INTO app_${suffix} VALUES ('${name}', E'\t${name}', ${number} + /* ${nothing} */ 1);
                DO $do$ BEGIN INSERT INTO app_${suffix} VALUES ('in ${suffix}', '$${literal}', 0); END $do$;
                COPY app_${suffix} FROM STDIN;
                ${data}	x	5
                \.
                """));

        var (database, _) = await DeployedAsync(image, ("suffix", "eu"), ("name", "O'Brien \"\\"), ("number", "41"));

        (await database.RowsAsync("SELECT * FROM app_eu ORDER BY n DESC")).ShouldBe(
            ["O'Brien \"\\|\tO'Brien \"\\|42", "${data}|x|5", "in eu|${literal}|0"]);
        (await database.RowsAsync("SELECT attname FROM pg_attribute WHERE attrelid = 'app_eu'::regclass AND attnum = 1"))
            .ShouldBe(["O'Brien \"\\"]);
    }

    [Fact]
    public async Task AreStoredAsTheyRanBesideTheChecksumOfTheFile()
    {
        const string up = "CREATE TABLE t_${env} ()";
        var image = Image.With(("1_a.sql", up), ("1_a.down.sql", "DROP TABLE t_${env}"));
        var (database, stack) = await DeployedAsync(image, ("env", "dev"));

        (await database.RowsAsync("SELECT up_sql, down_sql FROM lockstep.journal"))
            .ShouldBe(["CREATE TABLE t_dev ()|DROP TABLE t_dev"]);
        (await database.ValueAsync(
            $"SELECT checksum = encode(sha256('{up}'), 'hex') AND down_checksum = encode(sha256(down_sql::bytea), 'hex') "
                + "FROM lockstep.journal"))
            .ShouldBe("True");
        (await stack.UpdateAsync(image, Properties(2, ("env", "other"))))["AppliedCount"].ShouldBe("0");
        (await stack.DeleteAsync(image, TestStack.Revision(2, ("OnDelete", "Revert")))).ShouldSucceed();
        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AreTakenBackByAnImageThatDoesNotKnowThem()
    {
        var (database, stack) = await DeployedAsync(Shop.Old(), ("env", "dev"));
        var next = Shop.Old().And(("3_x.sql", "CREATE TABLE x_${env} ()"), ("3_x.down.sql", "DROP TABLE x_${env}"));
        (await stack.UpdateAsync(next, Properties(2, ("env", "two")))).ShouldSucceed();

        (await stack.RollBackAsync(Shop.Old(), Properties(2, ("env", "two")), Properties(1, ("env", "dev"))))["DatabaseVersion"]
            .ShouldBe("2");

        (await database.ValueAsync("SELECT to_regclass('x_two') IS NULL")).ShouldBe("True");
    }

    [Fact]
    public async Task AreRefusedAllAtOnceWhereTheyHaveNoValue()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "SELECT '${here}',\n  ${ there }, ${one}${two}"), ("1_a.down.sql", "SELECT $x$ ${down} $x$"),
            ("2_b.sql", "SELECT $${one}$$::int[]"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1));

        answer.ShouldFail("1_a.sql:1:9: ${here} has no value. Give it one in the resource's Variables, or write $${here}");
        answer.Reason!.ShouldSatisfyAllConditions(
            reason => reason.ShouldContain("1_a.sql:2:15: ${one} has no value"),
            reason => reason.ShouldContain("1_a.sql:2:21: ${two} has no value"),
            reason => reason.ShouldContain("1_a.down.sql:1:12: ${down} has no value"),
            reason => reason.ShouldNotContain("there"),
            reason => reason.ShouldNotContain("2_b.sql"));
    }

    [Fact]
    public async Task KeepTheScriptsBeforeThemFromRunningWhereTheyHaveNoValue()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(("1_a.sql", "CREATE TABLE a ()"), ("2_b.sql", "SELECT ${x}"));

        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldFail("2_b.sql:1:8: ${x} has no value");

        (await database.TablesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT '${v}',\n ${v}, nope", "1_a.sql:2:8: 42703 column \"nope\"")]
    [InlineData("DO $$\nBEGIN\n  PERFORM '${v}', ${v};\n  PERFORM ${v}, nope;\nEND $$", "1_a.sql:4:17: 42703 column \"nope\"")]
    [InlineData("SELECT ${v} +\n${bad}", "1_a.sql:2:1: 42601 syntax error")]
    [InlineData("SELECT '${v}'; SELECT '${v}'; ROLLBACK", "1_a.sql:1:31: ROLLBACK in a script that runs inside a transaction.")]
    [InlineData("SELECT ${v};\n${end}", "1_a.sql:2:1: COMMIT in a script that runs inside a transaction.")]
    [InlineData("SELECT $$ ${v} ${tag}$$", "1_a.sql:1:11: With its values in it this text would end too soon: they make up $$.")]
    public async Task KeepThePlacesOfErrors(string script, string reason)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(
            Image.With(("1_a.sql", script)),
            Properties(1, ("v", "1000000000"), ("bad", ")"), ("end", "COMMIT"), ("tag", "$")));

        answer.ShouldFail(reason);
    }

    [Theory]
    [InlineData("api_token", "sounds like a secret")]
    [InlineData("1st", "'1st' is not a name")]
    [InlineData("größe", "is not a name")]
    public async Task HaveNamesThatAreChecked(string name, string reason)
    {
        using var stack = new TestStack("");

        (await stack.CreateAsync(Shop.Old(), Properties(1, (name, "x")))).ShouldFail(reason);
    }

    async Task<(TestDatabase Database, TestStack Stack)> DeployedAsync(Image image, params (string, string)[] variables)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(image, Properties(1, variables))).ShouldSucceed();
        return (database, stack);
    }

    static JsonObject Properties(int revision, params (string Name, string Value)[] variables)
    {
        var properties = TestStack.Revision(revision);
        properties["Variables"] = new JsonObject(
            variables.Select(variable => KeyValuePair.Create(variable.Name, (JsonNode?)variable.Value)));
        return properties;
    }
}
