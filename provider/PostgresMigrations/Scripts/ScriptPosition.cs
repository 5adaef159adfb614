using System.Globalization;
using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>A place in a script's file, as editors count it: both 1-based, the column in code points.</summary>
/// <param name="Line">
/// CRLF is one line end; a lone CR is one too, as for PostgreSQL's scanner (scan.l) and libpq's "LINE n".
/// </param>
/// <param name="Column">Null where only the line is known.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ScriptPosition(int Line, int? Column)
{
    public static ScriptPosition Of(ReadOnlySpan<char> text, int offset)
    {
        var (line, start) = (1, 0);
        while (true)
        {
            var length = text[start..offset].IndexOfAny('\r', '\n');
            var end = start + length + 1;
            if (length >= 0 && text[end - 1] == '\r' && end < text.Length && text[end] == '\n')
            {
                end++;
            }

            if (length < 0 || end > offset)
            {
                return new ScriptPosition(line, CodePoints.Count(text[start..offset]) + 1);
            }

            (line, start) = (line + 1, end);
        }
    }

    /// <summary><c>14:9</c>, or <c>14</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Line}{(Column is null ? "" : $":{Column}")}");
}
