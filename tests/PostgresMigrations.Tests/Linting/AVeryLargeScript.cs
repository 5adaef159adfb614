using System.Diagnostics;
using Lockstep.PostgresMigrations.Linting;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>Asserts what does not depend on the machine, and prints the times.</summary>
public sealed class AVeryLargeScript(ITestOutputHelper output)
{
    [Fact]
    public void CostsItsFirstWordsAndNothingMore()
    {
        var text = string.Concat(Enumerable.Repeat("INSERT INTO orders VALUES (42, 'it''s');\n", 1_250_000));
        var script = Of(text);
        script.Up.Directives.Allow.ShouldBeEmpty();

        var (splitting, split) = Measure(() => script.Up.Statements.Count());
        var (linting, findings) = Measure(() => LintReport.Of([script], TransactionScope.Batch).Count);

        output.WriteLine($"{text.Length} characters, {split} statements: split {splitting}, linted {linting}");
        findings.ShouldBe(1, "the missing down");
        linting.Bytes.ShouldBeLessThan(splitting.Bytes + 100_000);
    }

    [Fact]
    public void ThatIsDangerousInEveryLineHasFiftyFindingsAndACount()
    {
        var script = Of(string.Concat(Enumerable.Repeat("CREATE INDEX ON orders (a);\n", 100_000)));

        var (cost, findings) = Measure(() => LintReport.Of([script], TransactionScope.Batch));

        output.WriteLine($"linted {cost}");
        findings.Count.ShouldBe(51);
        findings[^1].ToString().ShouldBe("1.sql: create-index: 99951 more, of this rule or others.");
    }

    static Script Of(string text) => new(ScriptKind.Versioned, ScriptVersion.Parse("1"), new ScriptText("1.sql", text), null);

    static (Cost Cost, T Result) Measure<T>(Func<T> work)
    {
        var (bytes, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        var result = work();
        return (new Cost(Stopwatch.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - bytes), result);
    }

    sealed record Cost(TimeSpan Time, long Bytes);
}
