namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>An HTTP request as it reaches the bucket.</summary>
/// <param name="Method">As sent.</param>
/// <param name="Target">Path and query, byte for byte.</param>
/// <param name="Host">The Host header.</param>
/// <param name="Headers">As sent; names compare without case.</param>
/// <param name="Body">As sent.</param>
sealed record BucketRequest(
    string Method, string Target, string Host, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public string Path => Target.Split('?', 2)[0];

    public string Query => Target.Split('?', 2).ElementAtOrDefault(1) ?? "";

    public QuerySignature Signature => new(Method, Path, Query, Host);

    /// <summary>A header's value; empty when it was not sent.</summary>
    public string this[string header] => Headers.GetValueOrDefault(header, "");
}

/// <summary>What the bucket does with a request.</summary>
/// <param name="Error">Its answer, where that is not 200; null otherwise.</param>
/// <param name="Fault">What goes wrong instead of an answer; null: nothing.</param>
sealed record BucketVerdict(ResponseBucketError? Error, ResponseBucketFault? Fault);
