using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>The lines behind a <c>COPY … FROM STDIN;</c> that are its data and are never read as SQL.</summary>
/// <param name="Start">The first line of the data.</param>
/// <param name="End">Behind the last line of the data.</param>
/// <param name="Next">Where SQL goes on.</param>
/// <param name="Misplaced">The offset of text between the semicolon and the data; -1 when there is none.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct CopyData(int Start, int End, int Next, int Misplaced)
{
    /// <summary>
    /// Finds them as psql does (copy.c, handleCopyIn): from the line behind the semicolon to a line of <c>\.</c> alone;
    /// without that line, to the end of the file.
    /// </summary>
    public static CopyData Behind(ReadOnlySpan<char> text, int position)
    {
        var start = LineBehind(text, position);
        var tokens = new Tokenizer(text[..start], position);
        var misplaced = tokens.Read() ? tokens.Start : -1;
        var end = start;
        while (end < text.Length)
        {
            if (IsEndMarker(text[end..]))
            {
                return new CopyData(start, end, LineBehind(text, end), misplaced);
            }

            end = NextCandidate(text, end);
        }

        return new CopyData(start, text.Length, text.Length, misplaced);
    }

    static int LineBehind(ReadOnlySpan<char> text, int position)
    {
        var length = text[position..].IndexOf('\n');
        return length < 0 ? text.Length : position + length + 1;
    }

    // The next line that starts with a backslash and a period.
    static int NextCandidate(ReadOnlySpan<char> text, int position)
    {
        var length = text[position..].IndexOf("\n\\.");
        return length < 0 ? text.Length : position + length + 1;
    }

    static bool IsEndMarker(ReadOnlySpan<char> line) =>
        line.StartsWith("\\.")
        && (line.Length == 2 || line[2] == '\n' || line[2..].StartsWith("\r\n"));
}
