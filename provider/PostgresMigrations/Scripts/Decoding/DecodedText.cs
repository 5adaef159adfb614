using System.Text;

namespace Lockstep.PostgresMigrations.Scripts.Decoding;

/// <summary>A file's text without its byte order mark; where its bytes are no UTF-8 it has U+FFFD.</summary>
sealed record DecodedText(string Text, bool IsValid)
{
    const int ChunkLength = 1 << 16;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes chunk by chunk, so that a script of 50 MB costs its text and little more.</summary>
    public static DecodedText Of(ScriptBytes file)
    {
        try
        {
            return new DecodedText(Decode(file, Strict), IsValid: true);
        }
        catch (DecoderFallbackException)
        {
            return new DecodedText(Decode(file, Encoding.UTF8), IsValid: false);
        }
    }

    static string Decode(ScriptBytes file, Encoding encoding)
    {
        var bytes = new byte[Math.Min(ChunkLength, file.Length)];
        var start = ByteOrderMark.LengthIn(bytes.AsSpan(0, file.Read(0, bytes)));
        var characters = new char[bytes.Length + 1];
        var count = 0;
        var decoder = encoding.GetDecoder();
        for (var position = start; position < file.Length; position += bytes.Length)
        {
            count += Next(file, position, bytes, decoder, characters);
        }

        return file.Length <= ChunkLength
            ? new string(characters, 0, count)
            : string.Create(count, (file, start, bytes, encoding.GetDecoder()), Fill);
    }

    static void Fill(Span<char> text, (ScriptBytes File, int Start, byte[] Bytes, Decoder Decoder) from)
    {
        for (var position = from.Start; position < from.File.Length; position += from.Bytes.Length)
        {
            text = text[Next(from.File, position, from.Bytes, from.Decoder, text)..];
        }
    }

    static int Next(ScriptBytes file, int position, byte[] bytes, Decoder decoder, Span<char> characters)
    {
        var chunk = bytes.AsSpan(0, file.Read(position, bytes));
        return decoder.GetChars(chunk, characters, flush: position + bytes.Length >= file.Length);
    }
}
