using System.Buffers;

namespace Lockstep.CustomResources;

/// <summary>
/// A buffer for one piece of JSON, lent by the pool: a writer asks for 4 KB at a time, which would be most of what an
/// event allocates.
/// </summary>
sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    const int Usual = 8 * 1024;

    byte[] _bytes = ArrayPool<byte>.Shared.Rent(Usual);
    int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + int.Max(sizeHint, 1);
        if (needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(int.Max(needed, 2 * _bytes.Length));
            Written.CopyTo(larger);
            Return();
            _bytes = larger;
        }

        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        Return();
        _bytes = [];
        _length = 0;
    }

    // Properties may hold secrets: the next borrower must not find them.
    void Return() => ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
}
