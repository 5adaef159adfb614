using System.Globalization;
using System.Numerics;

namespace Lockstep.Api.Tests.Support;

/// <summary>The repository's scripts.</summary>
static class Scripts
{
    /// <summary>By version, without downs.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.GetFiles(Migration.ScriptsFolder, "*.sql").Select(path => Path.GetFileName(path))
            .Where(name => !name.EndsWith(".down.sql", StringComparison.Ordinal))
            .OrderBy(name => BigInteger.Parse(Version(name), CultureInfo.InvariantCulture)),
    ];

    /// <summary>Without leading zeros.</summary>
    public static string Version(string name) => name.Split('_')[0].TrimStart('0');

    public static void CopyTo(string folder)
    {
        foreach (var path in Directory.GetFiles(Migration.ScriptsFolder, "*.sql"))
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }
    }
}
