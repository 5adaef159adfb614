using System.Text;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>Found before anything is sent: the database stays untouched, down to the journal.</summary>
public sealed class ScriptsThatCannotBeRun(SharedPostgres postgres)
{
    [Theory]
    [InlineData("SELECT 'open", "1_x.sql:1:8")]
    [InlineData("SELECT $$open", "1_x.sql:1:8")]
    [InlineData("SELECT 1 /* a /* b */", "1_x.sql:1:10")]
    [InlineData("", "1_x.sql")]
    [InlineData("SELECT 1;\n\\set x 1", "1_x.sql:2:1")]
    [InlineData("\\copy t FROM 'a.csv'", "1_x.sql:1:1")]
    [InlineData("SELECT 1;\n\\i other.sql", "1_x.sql:2:1")]
    [InlineData("\\connect other", "1_x.sql:1:1")]
    [InlineData("SELECT 1\0", "1_x.sql:1:9")]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (id)", "1_x.sql:1:1")]
    [InlineData("CREATE TABLE t (id int);\nCREATE INDEX CONCURRENTLY i ON t (id)", "1_x.sql:2:1")]
    [InlineData("BEGIN; SELECT 1; COMMIT", "1_x.sql:1:1")]
    [InlineData("-- lockstep: no-transaction\nBEGIN; SELECT 1", "1_x.sql:2:1")]
    public async Task AreRefusedWithTheirPlace(string script, string place)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        var answer = await stack.CreateAsync(Image.With(("1_x.sql", script)), TestStack.Revision(1));

        answer.ShouldFail($"Nothing was run. {place}: ");
        (await database.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'lockstep'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task AreNamedAllAtOnce()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "SELECT 'open"), ("01_b.sql", "SELECT 1"), ("2_c.down.sql", "SELECT 1"), ("odd name.sql", "SELECT 1"));
        image.Write("3_d.sql", [.. Encoding.UTF8.GetBytes("SELECT '"), 0xC3, 0x28]);

        var answer = await stack.CreateAsync(image, TestStack.Revision(1));

        answer.Reason!.ShouldSatisfyAllConditions(
            reason => reason.ShouldContain("1_a.sql:1:8"),
            reason => reason.ShouldContain("01_b.sql"),
            reason => reason.ShouldContain("2_c.down.sql"),
            reason => reason.ShouldContain("3_d.sql"),
            reason => reason.ShouldContain("odd name.sql"));
    }
}
