using System.Collections.Concurrent;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>Takes the bucket's requests one by one: checks, spoils, stores.</summary>
sealed class ResponseBucketDesk(TimeProvider clock, Chance chance)
{
    const int Ok = 200;

    readonly ConcurrentDictionary<string, ResponseSlot> _slots = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<Delivery> _strays = new();
    readonly PresignedUrls _urls = new(clock, chance);

    public FaultQueue<ResponseBucketFault> Faults { get; } = new();

    public IReadOnlyList<Delivery> Strays => [.. _strays];

    public ResponseSlot Issue(RequestIdentity request, string scheme, string hostAndPort)
    {
        var slot = new ResponseSlot(request, _urls.Sign(request, scheme, hostAndPort));
        _slots[slot.Url.PathAndQuery] = slot;
        return slot;
    }

    public string NewRequestId() => chance.Text("0123456789ABCDEF", 16);

    public BucketVerdict Take(BucketRequest request)
    {
        var slot = _slots.GetValueOrDefault(request.Target);
        var error = _urls.Check(request.Signature) ?? Refusal(request, isIssued: slot is not null);
        var fault = error is null ? slot!.Faults.Next() ?? Faults.Next() : null;
        if (fault is { } given && given < ResponseBucketFault.Silence)
        {
            error = ResponseBucketError.For(given);
        }

        Record(slot, new(
            request.Method, request.Path, request.Headers, request.Body, clock.GetUtcNow(),
            error?.Status ?? (fault is null ? Ok : null),
            error is null && fault is null or ResponseBucketFault.LostReply));
        return new(error, fault);
    }

    // A URL whose parameters were only put in another order has a valid signature, but it is not the URL that was given.
    ResponseBucketError? Refusal(BucketRequest request, bool isIssued)
    {
        var unsigned = string.Join(
            ", ", request.Headers.Keys.Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)));
        return !isIssued || request["Content-Type"].Length > 0
            ? ResponseBucketError.Mismatch(request.Signature, _urls.AccessKeyId)
            : unsigned.Length > 0 ? ResponseBucketError.NotSigned(unsigned)
            : request["Transfer-Encoding"].Length > 0 ? ResponseBucketError.Chunked
            : request["Content-Length"].Length == 0 ? ResponseBucketError.WithoutLength
            : null;
    }

    void Record(ResponseSlot? slot, Delivery delivery)
    {
        if (slot is null)
        {
            _strays.Enqueue(delivery);
        }
        else
        {
            slot.Add(delivery);
        }
    }
}
