using Lockstep.PostgresMigrations.Tests.Scripts.Peers;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class SplittingAsPostgresDoes(ITestOutputHelper output)
{
    [Fact]
    public async Task AgreesOnEveryFileOfTheFolderNamedInTheEnvironment()
    {
        var folder = Environment.GetEnvironmentVariable("LOCKSTEP_SQL_CORPUS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "LOCKSTEP_SQL_CORPUS names no folder with more files to compare.");
        await CompareAsync(Directory.EnumerateFiles(folder!, "*.sql", SearchOption.AllDirectories));
    }

    async Task CompareAsync(IEnumerable<string> files)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var peer = await LibPgQuery.StartAsync(cancellationToken);
        var comparisons = new List<Comparison>();
        foreach (var file in files)
        {
            var sql = await File.ReadAllTextAsync(file, cancellationToken);
            comparisons.Add(await Comparison.OfAsync(peer, file, sql, cancellationToken));
        }

        output.WriteLine(
            $"{comparisons.Count} files, {comparisons.Count(file => file.Refused == 0)} as they are, "
            + $"{comparisons.Count(file => file.Refused > 0)} without {comparisons.Sum(file => Math.Max(0, file.Refused))} "
            + $"wrong statements, {comparisons.Count(file => file.Refused < 0)} not readable; "
            + $"{comparisons.Sum(file => file.Statements)} statements compared");
        comparisons.SelectMany(file => file.Differences).ShouldBeEmpty();
    }
}
