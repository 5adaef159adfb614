using System.Buffers;
using System.Text;
using Lockstep.PostgresMigrations.Scripts.Decoding;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>Says where a file stops being UTF-8.</summary>
static class EncodingFinding
{
    public static Finding Of(string name, ScriptBytes file)
    {
        var bytes = file.ToArray();
        if (ByteOrderMark.IsUtf16(bytes))
        {
            return new Finding(name, null, null, "The file is UTF-16. Save it as UTF-8.");
        }

        var offset = FirstInvalid(bytes);
        var before = Encoding.UTF8.GetString(bytes.AsSpan(ByteOrderMark.LengthIn(bytes)..offset));
        var position = ScriptPosition.Of(before, before.Length);
        return new Finding(
            name,
            position.Line,
            position.Column,
            $"Byte 0x{bytes[offset]:X2} at offset {offset} is not UTF-8. Save the file as UTF-8.");
    }

    static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) is OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }
}
