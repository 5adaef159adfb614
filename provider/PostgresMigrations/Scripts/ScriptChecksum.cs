using System.Security.Cryptography;
using System.Text;
using Lockstep.PostgresMigrations.Scripts.Decoding;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>
/// What tells that a script was edited: lower-case hex SHA-256 of its UTF-8 without byte order mark, CRLF as LF, so
/// that a checkout on Windows is the same script (flyway#253). EmbedScripts.targets computes the same at build time.
/// </summary>
static class ScriptChecksum
{
    public static string Of(string text) => Text(BytesOf(Encoding.UTF8.GetBytes(text)));

    /// <summary>The form in which checksums are stored and shown.</summary>
    public static string Text(ReadOnlySpan<byte> checksum) => Convert.ToHexStringLower(checksum);

    /// <summary>The 32 bytes for a file's bytes.</summary>
    public static byte[] BytesOf(ReadOnlySpan<byte> file)
    {
        var text = file[ByteOrderMark.LengthIn(file)..];
        var hash = new byte[SHA256.HashSizeInBytes];
        if (text.IndexOf("\r\n"u8) < 0)
        {
            SHA256.HashData(text, hash);
        }
        else
        {
            HashLines(text, hash);
        }

        return hash;
    }

    static void HashLines(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        using var lines = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            var length = text.IndexOf("\r\n"u8);
            if (length < 0)
            {
                lines.AppendData(text);
                lines.GetHashAndReset(hash);
                return;
            }

            lines.AppendData(text[..length]);
            text = text[(length + 1)..];
        }
    }
}
