using System.Buffers.Binary;
using System.Text;
using Lockstep.PostgresMigrations.Scripts.Decoding;

namespace Lockstep.PostgresMigrations.Scripts.Packing;

/// <summary>
/// All scripts of a folder in one file, since 10,000 resources cost a NativeAOT start seconds: the magic, the number
/// of files and the length of the index (both int32, little-endian); the index, for each file the length of its path
/// (int32), the path (UTF-8), its checksum (32 bytes), offset (int64) and length (int32); then the files' bytes.
/// Offsets count from the end of the index. A run with nothing to do reads the index alone.
/// </summary>
static class ScriptPack
{
    public const int HeaderLength = 16;
    public const int ChecksumLength = 32;

    public static ReadOnlySpan<byte> Magic => "LKSTPK01"u8;

    /// <summary>Reads the index.</summary>
    /// <exception cref="InvalidDataException">The stream is no pack, or a part of one.</exception>
    public static List<ScriptText> Read(Stream pack)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        pack.Position = 0;
        if (pack.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength
            || !header.StartsWith(Magic))
        {
            throw Damaged();
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (count < 0 || length < 0 || length > pack.Length - HeaderLength)
        {
            throw Damaged();
        }

        var index = new byte[length];
        pack.ReadExactly(index);
        return ReadIndex(pack, index, count);
    }

    static List<ScriptText> ReadIndex(Stream pack, ReadOnlyMemory<byte> index, int count)
    {
        var turn = new Lock();
        var contents = HeaderLength + index.Length;
        var files = new List<ScriptText>(Math.Min(count, index.Length / ChecksumLength));
        for (var number = 0; number < count; number++)
        {
            var path = Encoding.UTF8.GetString(Take(ref index, Number(ref index)).Span);
            var checksum = Take(ref index, ChecksumLength);
            var offset = contents + BinaryPrimitives.ReadInt64LittleEndian(Take(ref index, sizeof(long)).Span);
            var length = Number(ref index);
            if (offset < contents || length < 0 || offset > pack.Length - length)
            {
                throw Damaged();
            }

            files.Add(new ScriptText(path, new ScriptBytes(pack, turn, offset, length), checksum));
        }

        return files;
    }

    static int Number(ref ReadOnlyMemory<byte> index) =>
        BinaryPrimitives.ReadInt32LittleEndian(Take(ref index, sizeof(int)).Span);

    static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> index, int length)
    {
        if (length < 0 || length > index.Length)
        {
            throw Damaged();
        }

        var taken = index[..length];
        index = index[length..];
        return taken;
    }

    static InvalidDataException Damaged() => new("The embedded scripts are damaged. Build the function again.");
}
