using System.Buffers.Binary;
using System.Text;

namespace Lockstep.PostgresMigrations.Scripts.Packing;

/// <summary>Packs a folder at run time, byte for byte as EmbedScripts.targets does at build time.</summary>
static class ScriptPackWriter
{
    public static void Write(string folder, Stream pack)
    {
        var paths = ScriptFolder.Paths(folder);
        var contents = paths.ConvertAll(path => File.ReadAllBytes(Path.Combine(folder, path)));
        var index = Index(paths, contents);
        pack.Write(ScriptPack.Magic);
        Write(pack, paths.Count);
        Write(pack, index.Length);
        pack.Write(index);
        foreach (var content in contents)
        {
            pack.Write(content);
        }
    }

    static byte[] Index(List<string> paths, List<byte[]> contents)
    {
        using var index = new MemoryStream();
        Span<byte> offset = stackalloc byte[sizeof(long)];
        var position = 0L;
        foreach (var (path, content) in paths.Zip(contents))
        {
            var name = Encoding.UTF8.GetBytes(path);
            Write(index, name.Length);
            index.Write(name);
            index.Write(ScriptChecksum.BytesOf(content));
            BinaryPrimitives.WriteInt64LittleEndian(offset, position);
            index.Write(offset);
            Write(index, content.Length);
            position += content.Length;
        }

        return index.ToArray();
    }

    static void Write(Stream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }
}
