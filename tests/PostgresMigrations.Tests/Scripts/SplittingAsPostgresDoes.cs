using CsCheck;
using Lockstep.PostgresMigrations.Tests.Scripts.Generators;
using Lockstep.PostgresMigrations.Tests.Scripts.Peers;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>
/// Compares the ends of statements with those of libpg_query, PostgreSQL's own parser. One thing it reads differently
/// from the server: it does not continue a string behind a comment (SplittingAScript has that case).
/// </summary>
public sealed class SplittingAsPostgresDoes(ITestOutputHelper output)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AgreesOnOurOwnCorpus()
    {
        var comparisons = await CompareAsync(Path.Combine(AppContext.BaseDirectory, "Scripts", "Corpus"));
        comparisons.Sum(file => file.Statements).ShouldBeGreaterThan(300);
        comparisons.ShouldAllBe(file => file.Refused == 0);
    }

    [Fact]
    public async Task AgreesOnEveryFileOfTheFolderThatTheEnvironmentNames()
    {
        var folder = Environment.GetEnvironmentVariable("LOCKSTEP_SQL_CORPUS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "LOCKSTEP_SQL_CORPUS names no folder with more files to compare.");
        await CompareAsync(folder!);
    }

    [Fact]
    public async Task AgreesOnScriptsMadeOfTrickyPieces()
    {
        await using var peer = await LibPgQuery.StartAsync(Token);
        await TrickySql.Script.SampleAsync(
            async sql =>
            {
                var comparison = await Comparison.OfAsync(peer, "generated", sql, Token);
                comparison.Refused.ShouldBe(0, "the generator made SQL that PostgreSQL refuses");
                comparison.Differences.ShouldBeEmpty();
            },
            iter: 1000,
            threads: 1,
            print: sql => sql);
    }

    async Task<List<Comparison>> CompareAsync(string folder)
    {
        await using var peer = await LibPgQuery.StartAsync(Token);
        var comparisons = new List<Comparison>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories))
        {
            var sql = await File.ReadAllTextAsync(file, Token);
            comparisons.Add(await Comparison.OfAsync(peer, file, sql, Token));
        }

        output.WriteLine(
            $"{comparisons.Count} files, {comparisons.Count(file => file.Refused == 0)} as they are, "
            + $"{comparisons.Count(file => file.Refused > 0)} without {comparisons.Sum(file => Math.Max(0, file.Refused))} "
            + $"wrong statements, {comparisons.Count(file => file.Refused < 0)} not readable; "
            + $"{comparisons.Sum(file => file.Statements)} statements compared");
        comparisons.SelectMany(file => file.Differences).ShouldBeEmpty();
        return comparisons;
    }
}
