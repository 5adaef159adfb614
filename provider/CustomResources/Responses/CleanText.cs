using System.Text;

namespace Lockstep.CustomResources.Responses;

/// <summary>
/// Text without what breaks DescribeStackEvents, an XML API: control characters but newline and tab, lone surrogates,
/// U+FFFE and U+FFFF (<c>cloudformation-coverage-roadmap#1601</c>).
/// </summary>
static class CleanText
{
    public static string Of(string text)
    {
        var dirty = FirstDirty(text);
        return dirty == text.Length ? text : Rest(text, dirty);
    }

    public static bool IsClean(string text) => FirstDirty(text) == text.Length;

    static int FirstDirty(string text)
    {
        var at = 0;
        while (at < text.Length && CleanLength(text, at) is var length and > 0)
        {
            at += length;
        }

        return at;
    }

    static string Rest(string text, int at)
    {
        var clean = new StringBuilder(text.Length).Append(text, 0, at);
        while (at < text.Length)
        {
            var length = CleanLength(text, at);
            clean.Append(text, at, length);
            at += int.Max(length, 1);
        }

        return clean.ToString();
    }

    static int CleanLength(string text, int at) => text[at] switch
    {
        '\n' or '\t' => 1,
        '\uFFFE' or '\uFFFF' => 0,
        var character when char.IsSurrogate(character) =>
            at + 1 < text.Length && char.IsSurrogatePair(character, text[at + 1]) ? 2 : 0,
        var character => char.IsControl(character) ? 0 : 1,
    };
}
