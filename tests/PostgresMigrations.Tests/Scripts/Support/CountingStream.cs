namespace Lockstep.PostgresMigrations.Tests.Scripts.Support;

/// <summary>Counts what is read from it.</summary>
sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var length = base.Read(buffer);
        BytesRead += length;
        return length;
    }
}
