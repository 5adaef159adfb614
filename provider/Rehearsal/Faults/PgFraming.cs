using System.Buffers;
using System.Text;

namespace Lockstep.Rehearsal.Faults;

/// <summary>Finds the messages in the two byte streams of one connection, from its first byte on.</summary>
sealed class PgFraming
{
    // Not protocol versions but requests in their place (https://www.postgresql.org/docs/current/protocol-flow.html).
    const int CancelRequest = 80877102;
    const int SslRequest = 80877103;
    const int GssEncRequest = 80877104;
    const byte TlsHandshake = 0x16;
    const int LengthBytes = 4;

    volatile bool _hasStarted;
    volatile bool _hasAskedToEncrypt;
    volatile bool _isOpaque;

    /// <summary>Whether what follows is encrypted: bytes to count, nothing to read.</summary>
    public bool IsOpaque => _isOpaque;

    /// <summary>Takes one message off the front of what has arrived; false: it isn't complete yet.</summary>
    public bool TryRead(PgSender sender, ref ReadOnlySequence<byte> arrived, out PgMessage message)
    {
        message = new(sender, "Encrypted", null);
        if (arrived.IsEmpty)
        {
            return false;
        }

        if (!IsOpaque && sender == PgSender.Client && !_hasStarted)
        {
            return TryReadStart(ref arrived, ref message);
        }

        if (!IsOpaque && sender == PgSender.Server && _hasAskedToEncrypt)
        {
            return TryReadConsent(ref arrived, ref message);
        }

        return IsOpaque ? TakeAll(ref arrived) : TryReadTyped(sender, ref arrived, ref message);
    }

    bool TryReadStart(ref ReadOnlySequence<byte> arrived, ref PgMessage message)
    {
        if (arrived.FirstSpan[0] == TlsHandshake)
        {
            _isOpaque = true;
            return TakeAll(ref arrived);
        }

        if (!TryTake(ref arrived, 0, out var body))
        {
            return false;
        }

        var code = Number(body);
        message = message with { Name = Starts(code) };
        _hasAskedToEncrypt = code is SslRequest or GssEncRequest;
        _hasStarted = !_hasAskedToEncrypt;
        return true;
    }

    static string Starts(int code) => code switch
    {
        CancelRequest => nameof(CancelRequest),
        SslRequest => "SSLRequest",
        GssEncRequest => "GSSENCRequest",
        _ => "StartupMessage",
    };

    // One byte without a frame: yes or no; anything else is an error of the usual form.
    bool TryReadConsent(ref ReadOnlySequence<byte> arrived, ref PgMessage message)
    {
        _hasAskedToEncrypt = false;
        var reply = (char)arrived.FirstSpan[0];
        if (reply is not ('S' or 'G' or 'N'))
        {
            return TryReadTyped(PgSender.Server, ref arrived, ref message);
        }

        _isOpaque = reply != 'N';
        arrived = arrived.Slice(1);
        message = message with { Name = "EncryptionResponse", Text = $"{reply}" };
        return true;
    }

    static bool TryReadTyped(PgSender sender, ref ReadOnlySequence<byte> arrived, ref PgMessage message)
    {
        var type = (char)arrived.FirstSpan[0];
        if (!TryTake(ref arrived, 1, out var body))
        {
            return false;
        }

        message = sender == PgSender.Client
            ? new(sender, PgMessageNames.OfClient(type), ClientText(type, body))
            : new(sender, PgMessageNames.OfServer(type), ServerText(type, body));
        return true;
    }

    static string? ClientText(char type, ReadOnlySequence<byte> body) => type switch
    {
        'Q' => Strings(body)[0],
        'P' => Strings(body)[1],
        _ => null,
    };

    static string? ServerText(char type, ReadOnlySequence<byte> body) => type switch
    {
        'C' => Strings(body)[0],
        'E' => Array.Find(Strings(body), field => field.StartsWith('C'))?[1..],
        'Z' => Encoding.UTF8.GetString(body),
        _ => null,
    };

    static string[] Strings(ReadOnlySequence<byte> body) => Encoding.UTF8.GetString(body).Split('\0');

    // A length counts itself but not the type before it.
    static bool TryTake(ref ReadOnlySequence<byte> arrived, int typeBytes, out ReadOnlySequence<byte> body)
    {
        body = default;
        if (arrived.Length < typeBytes + LengthBytes)
        {
            return false;
        }

        var end = typeBytes + Math.Max(Number(arrived.Slice(typeBytes)), LengthBytes);
        if (arrived.Length < end)
        {
            return false;
        }

        body = arrived.Slice(typeBytes + LengthBytes, end - typeBytes - LengthBytes);
        arrived = arrived.Slice(end);
        return true;
    }

    static bool TakeAll(ref ReadOnlySequence<byte> arrived)
    {
        arrived = arrived.Slice(arrived.End);
        return true;
    }

    static int Number(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        return reader.TryReadBigEndian(out int number) ? number : 0;
    }
}
