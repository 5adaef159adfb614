using System.Text;

namespace Lockstep.Api.Http.Idempotency;

/// <summary>What was answered to a request with a key.</summary>
sealed record KeptAnswer(byte[] Fingerprint, short Status, string Location, string? Etag, string Body)
{
    public Reply ToReply() => new(Status, Encoding.UTF8.GetBytes(Body))
    {
        Etag = Etag,
        Location = Location.Length == 0 ? null : Location,
        Replayed = true,
    };
}
