using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>Where ids and keys come from: nobody can guess them, or everybody can have the same once more.</summary>
public sealed class Chance
{
    readonly Random? _seeded;

    Chance(Random? seeded) => _seeded = seeded;

    /// <summary>As on AWS: unguessable, and other ones each time.</summary>
    public static Chance Real { get; } = new(null);

    /// <summary>The same ids in the same order for the same seed; for one thread at a time.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "To be guessed is what it is for.")]
    public static Chance Of(int seed) => new(new Random(seed));

    /// <summary>So many of these letters.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "To be guessed is what a seeded one is for.")]
    public string Text(string letters, int length) =>
        new(_seeded is null ? RandomNumberGenerator.GetItems<char>(letters, length) : _seeded.GetItems<char>(letters, length));

    /// <summary>A UUID of version 4, as AWS's request ids are.</summary>
    public string Uuid()
    {
        var bytes = Bytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    internal byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    [SuppressMessage("Security", "CA5394", Justification = "To be guessed is what a seeded one is for.")]
    void Fill(byte[] bytes)
    {
        if (_seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            _seeded.NextBytes(bytes);
        }
    }
}
