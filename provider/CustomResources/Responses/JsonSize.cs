using System.Text;
using System.Text.Encodings.Web;

namespace Lockstep.CustomResources.Responses;

/// <summary>How many bytes of UTF-8 a text takes inside a JSON string of an answer.</summary>
static class JsonSize
{
    /// <summary>
    /// The default encoder would spend six bytes on each Chinese character and on each of <c>&lt;&gt;&amp;'+</c>.
    /// </summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static int Of(string text)
    {
        var size = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            size += Of(rune);
        }

        return size;
    }

    public static int Of(Rune rune) => rune.Value switch
    {
        '"' or '\\' or '\n' or '\t' or '\r' or '\b' or '\f' => 2,
        var value when !Encoder.WillEncode(value) => rune.Utf8SequenceLength,
        _ => 6 * rune.Utf16SequenceLength,
    };
}
