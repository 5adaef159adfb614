using System.Buffers;

namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>The psql meta-commands that a script may hold.</summary>
static class PsqlMetaCommands
{
    static readonly SearchValues<char> EndOfName = SearchValues.Create(" \t\r\n;\\'\"");

    /// <summary>
    /// True for <c>\restrict</c> and <c>\unrestrict</c>, which pg_dump writes since CVE-2025-8714: they guard psql
    /// alone, so a dump can be a script without them.
    /// </summary>
    public static bool MayBeSkipped(ReadOnlySpan<char> line) => NameOf(line) is "restrict" or "unrestrict";

    /// <summary>The letters behind the backslash.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> line)
    {
        var name = line[1..];
        var length = name.IndexOfAny(EndOfName);
        return length < 0 ? name : name[..length];
    }
}
