using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockstep.CustomResources.Responses;

/// <summary>Long texts cut in the middle: what happened stands at the head, its cause at the tail.</summary>
static class ShortText
{
    /// <summary>The text, or its head and tail, in at most <paramref name="budget"/> bytes of a JSON string.</summary>
    public static string Fit(string text, int budget)
    {
        if (HeadLength(text, budget) == text.Length)
        {
            return text;
        }

        var space = int.Max(budget - JsonSize.Of(Mark(text.Length)), 0);
        var head = HeadLength(text, space * 2 / 3);
        var tail = TailLength(text, space - (space * 2 / 3));
        return space == 0
            ? text[..HeadLength(text, budget)]
            : string.Concat(text.AsSpan(0, head), Mark(text.Length - head - tail), text.AsSpan(text.Length - tail));
    }

    static string Mark(int leftOut) => string.Create(CultureInfo.InvariantCulture, $" … {leftOut} characters left out … ");

    static int HeadLength(string text, int budget)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            budget -= JsonSize.Of(rune);
            if (budget < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    static int TailLength(string text, int budget)
    {
        var length = 0;
        while (Rune.DecodeLastFromUtf16(text.AsSpan(0, text.Length - length), out var rune, out var read) == OperationStatus.Done)
        {
            budget -= JsonSize.Of(rune);
            if (budget < 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }
}
