using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Lockstep.Rehearsal.Postgres;
using Npgsql;

namespace Lockstep.Api.Tests.Support;

/// <summary>The repository's scripts.</summary>
static class Scripts
{
    const string Repeatables = "repeatable";

    /// <summary>By version, without downs.</summary>
    public static IReadOnlyList<string> Names { get; } = NamesIn(Migration.ScriptsFolder);

    /// <summary>Without leading zeros.</summary>
    public static string Version(string name) => name.Split('_')[0].TrimStart('0');

    public static void CopyTo(string folder) => Copy(Migration.ScriptsFolder, folder, _ => true);

    /// <summary>
    /// What was deployed before the newest script: all but that one, and of the repeatable ones those that run without it. The
    /// others came with it, so that whoever goes back does not have them.
    /// </summary>
    public static async Task CopyReleaseBeforeAsync(PostgresServer server, string folder, string? from = null)
    {
        from ??= Migration.ScriptsFolder;
        var newest = Version(NamesIn(from)[^1]);
        Copy(from, folder, name => !IsRepeatable(name) && Version(name) != newest);
        var database = await Migration.MigrateAsync(server, folder: folder);
        foreach (var repeatable in Directory.GetFiles(Path.Combine(from, Repeatables), "*.sql").Order(StringComparer.Ordinal))
        {
            if (await RunsAsync(database, await File.ReadAllTextAsync(repeatable, Token)))
            {
                Directory.CreateDirectory(Path.Combine(folder, Repeatables));
                File.Copy(repeatable, Path.Combine(folder, Repeatables, Path.GetFileName(repeatable)));
            }
        }
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static List<string> NamesIn(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.sql").Select(path => Path.GetFileName(path))
            .Where(name => !name.EndsWith(".down.sql", StringComparison.Ordinal))
            .OrderBy(name => BigInteger.Parse(Version(name), CultureInfo.InvariantCulture)),
    ];

    static bool IsRepeatable(string name) => name.StartsWith(Repeatables, StringComparison.Ordinal);

    static void Copy(string from, string to, Func<string, bool> isWanted)
    {
        foreach (var path in Directory.GetFiles(from, "*.sql", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, path);
            if (isWanted(name))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
                File.Copy(path, Path.Combine(to, name));
            }
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "The repository's own scripts.")]
    static async Task<bool> RunsAsync(string database, string text)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(Token);
        try
        {
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync(Token);
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }
}
