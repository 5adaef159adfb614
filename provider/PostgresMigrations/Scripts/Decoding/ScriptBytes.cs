namespace Lockstep.PostgresMigrations.Scripts.Decoding;

/// <summary>
/// The bytes of one file: a stretch of a stream that is read only when somebody wants the text, one at a time.
/// </summary>
sealed record ScriptBytes(Stream Source, Lock Turn, long Offset, int Length)
{
    public ScriptBytes(byte[] bytes)
        : this(new MemoryStream(bytes, writable: false), new Lock(), 0, bytes.Length)
    {
    }

    /// <summary>Fills the buffer from a place in the file, as far as the file goes.</summary>
    public int Read(int position, Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, Length - position);
        lock (Turn)
        {
            Source.Position = Offset + position;
            return Source.ReadAtLeast(buffer[..length], length, throwOnEndOfStream: false);
        }
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Read(0, bytes);
        return bytes;
    }
}
