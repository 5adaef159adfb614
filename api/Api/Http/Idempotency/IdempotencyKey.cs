using System.Security.Cryptography;
using System.Text;
using Lockstep.Api.Database;
using Lockstep.Api.Http.Fields;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Http.Idempotency;

/// <summary>Makes a POST that is sent again do its work once: the answer is stored in the transaction of the work.</summary>
/// <param name="Text">What the caller sent.</param>
/// <param name="Fingerprint">Of path and body: a key belongs to one request.</param>
sealed record IdempotencyKey(string Text, byte[] Fingerprint)
{
    public const string Header = "Idempotency-Key";

    public static TextField Field { get; } = new(Header, 1, 255)
    {
        Optional = true,
        Summary = "Anything that nobody else uses. For a day, the same request with the same key is done only once.",
    };

    /// <exception cref="ProblemException">It is no key.</exception>
    public static IdempotencyKey? Of(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return null;
        }

        if (values.Count > 1 || Field.Parse(values[0] ?? "") is not string key)
        {
            throw ProblemException.Invalid(new FieldError(Header, $"must be {Field.Expectation}"));
        }

        var path = Encoding.UTF8.GetBytes(request.Path + "\n");
        return new(key, SHA256.HashData([.. path, .. body.Span]));
    }

    /// <summary>Waits for a request with the same key that is on its way, and gives what was answered to it.</summary>
    /// <exception cref="ProblemException">The key was used for something else.</exception>
    public async Task<Reply?> FindAsync(Session session)
    {
        var (_, found) = await session.ListBothAsync(
            IdempotencyStatements.Lock.With(Text), IdempotencyStatements.Find.With(Text));
        if (found.Count == 0)
        {
            return null;
        }

        return found[0].Fingerprint.AsSpan().SequenceEqual(Fingerprint)
            ? found[0].ToReply()
            : throw ProblemException.Unprocessable(new FieldError(Header, "was used for another request"));
    }

    public async Task KeepAsync(Session session, Reply reply)
    {
        var body = Encoding.UTF8.GetString(reply.Body.Span);
        await session.ListBothAsync(
            IdempotencyStatements.Keep.With(Text, Fingerprint, (short)reply.Status, reply.Location ?? "", reply.Etag, body),
            IdempotencyStatements.Forget.With());
    }
}
