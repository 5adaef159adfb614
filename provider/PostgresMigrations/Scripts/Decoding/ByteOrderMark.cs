namespace Lockstep.PostgresMigrations.Scripts.Decoding;

/// <summary>The mark that some editors put before a text; it belongs neither to the text nor to its checksum.</summary>
static class ByteOrderMark
{
    public static int LengthIn(ReadOnlySpan<byte> file) => file.StartsWith("\uFEFF"u8) ? 3 : 0;

    public static bool IsUtf16(ReadOnlySpan<byte> file) =>
        file.StartsWith<byte>([0xFF, 0xFE]) || file.StartsWith<byte>([0xFE, 0xFF]);
}
