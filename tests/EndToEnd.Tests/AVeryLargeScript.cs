using System.Globalization;
using Lockstep.EndToEnd.Tests.Support;

namespace Lockstep.EndToEnd.Tests;

/// <summary>50 MB of statements in one file.</summary>
public sealed class AVeryLargeScript(SharedPostgres postgres)
{
    const int Rows = 50_000;
    const int Megabyte = 1024 * 1024;

    // The template gives the function 512 MB. The file's bytes and its text, which is twice as much, leave no room in this for
    // the text once more: what is sent has to be forgotten. In a container .NET takes three quarters for its heap.
    const int Memory = 320 * Megabyte;

    [Fact]
    public async Task IsNeverInMemoryTwice()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(
            [("0001_create.sql", "CREATE TABLE filler (id int, line text)"), ("0002_fill.sql", Script())],
            options => options with
            {
                Environment = Shop.Variables(
                    [.. options.Environment.Select(variable => (variable.Key, variable.Value)),
                    ("DOTNET_GCHeapHardLimit", (Memory / 4 * 3).ToString("X", CultureInfo.InvariantCulture))]),
            });

        (await shop.CreateAsync(function, Shop.Revision(1))).ShouldSucceed()["AppliedCount"].ShouldBe("2");

        var peak = await PeakAsync(function.ProcessIds.ShouldHaveSingleItem());
        TestContext.Current.TestOutputHelper?.WriteLine($"At most {peak / Megabyte} MB were resident.");
        peak.ShouldBeLessThan(Memory);
        (await shop.RowsAsync("SELECT count(*), sum(length(line)) FROM filler")).ShouldBe([$"{Rows}|{Rows * 1000L}"]);
        (await shop.RowsAsync("SELECT length(up_sql) FROM lockstep.journal WHERE version = 2"))
            .ShouldBe([Script().Length.ToString(CultureInfo.InvariantCulture)]);
    }

    static string Script() => string.Create(CultureInfo.InvariantCulture, $"-- {Rows} rows\n") + string.Concat(
        Enumerable.Range(0, Rows).Select(row => $"INSERT INTO filler VALUES ({row}, '{new string('x', 999)}é');\n"));

    /// <summary>The most memory that the process ever had, in bytes.</summary>
    static async Task<long> PeakAsync(int process)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{process}/status", TestContext.Current.CancellationToken);
        var peak = lines.Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(peak["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture);
    }
}
