using System.Diagnostics;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Lexing;
using Lockstep.PostgresMigrations.Scripts.Packing;
using Lockstep.PostgresMigrations.Tests.Scripts.Support;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>Asserts what does not depend on the machine, allocations above all, and prints the times.</summary>
public sealed class VeryManyAndVeryLargeScripts(ITestOutputHelper output)
{
    [Fact]
    public void AMillionStatementsAreSplitWithoutAllocating()
    {
        var sql = string.Concat(Enumerable.Repeat("INSERT INTO orders VALUES (42, 'it''s', $$x$$);\n", 1_100_000));
        var (position, count) = (0, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        while (StatementLexer.TryReadNext(sql, ref position, null, out _))
        {
            count++;
        }

        var time = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"{sql.Length} characters, {count} statements: {time.TotalMilliseconds} ms");
        count.ShouldBe(1_100_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    [Fact]
    public void AScriptOf50MegabytesWithAVariableInEachLineIsThereTwice()
    {
        using var folder = new ScriptsFolder();
        folder.Add("1_big.sql", string.Concat(Enumerable.Repeat("INSERT INTO ${table} VALUES (42, 'é');\n", 1_350_000)));
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["table"] = "orders" };
        var script = folder.Library.With(variables).Scripts.Single().Up;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        var text = script.Text;

        output.WriteLine($"{text.Length} characters: {Stopwatch.GetElapsedTime(started).TotalMilliseconds} ms");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10L * text.Length);
        text.ShouldStartWith("INSERT INTO orders VALUES (42, 'é');\nINSERT INTO orders");
    }

    [Fact]
    public void AScriptOf50MegabytesCostsItsTextAndLittleMore()
    {
        using var folder = new ScriptsFolder();
        folder.Add("1_big.sql", string.Concat(Enumerable.Repeat("INSERT INTO orders VALUES (42, 'é');\n", 1_350_000)));
        using var pack = new MemoryStream();
        ScriptPackWriter.Write(folder.Path, pack);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var script = ScriptLibrary.FromPack(pack).Scripts.Single().Up;
        var text = script.Text;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((2L * text.Length) + 1_000_000);
        script.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void TenThousandScriptsWithNothingToDoCostTheirIndexAlone()
    {
        using var folder = new ScriptsFolder();
        for (var number = 1; number <= 10_000; number++)
        {
            folder.Add($"{number:D5}_create_table.sql", $"CREATE TABLE t{number} (id bigint PRIMARY KEY, name text);\n");
        }

        using var pack = new MemoryStream();
        ScriptPackWriter.Write(folder.Path, pack);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        var library = ScriptLibrary.FromPack(pack);
        var checksums = library.Scripts.Sum(script => script.Up.Checksum.Length);
        output.WriteLine($"10,000 scripts: {Stopwatch.GetElapsedTime(started).TotalMilliseconds} ms");
        checksums.ShouldBe(640_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
        library.LatestVersion.ToString().ShouldBe("10000");
    }
}
