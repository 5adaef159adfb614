using System.Runtime.InteropServices;

namespace Lockstep.Rehearsal.Postgres;

/// <summary>What a machine offers a search for PostgreSQL: its variables and where distributions install it.</summary>
/// <param name="Variable">Reads an environment variable; null when unset.</param>
/// <param name="Installations">The folder with one folder a major version, each with a <c>bin</c> (Debian's layout).</param>
/// <param name="Platform">Operating system and processor as npm spells them: <c>linux-x64</c>; null: none is published.</param>
sealed record Surroundings(Func<string, string?> Variable, string Installations, string? Platform)
{
    public const string BinariesVariable = "LOCKSTEP_POSTGRES_BIN";
    public const string ServerVariable = "LOCKSTEP_POSTGRES";

    public static Surroundings OfThisMachine =>
        new(Environment.GetEnvironmentVariable, "/usr/lib/postgresql", PlatformOfThisMachine());

    public IEnumerable<string> SearchPath =>
        Given("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>A variable's value; empty counts as unset, as shells and CI systems mean it.</summary>
    public string? Given(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    public string? Tool(string name) =>
        SearchPath.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    static string? PlatformOfThisMachine()
    {
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            _ => null,
        };
        var isGnu = !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);
        var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsLinux() && isGnu ? "linux" : null;
        return processor is null || system is null ? null : $"{system}-{processor}";
    }
}
