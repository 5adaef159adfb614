using System.Globalization;
using System.Text;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>Makes and checks the bucket's presigned URLs, with a key that nobody else has.</summary>
sealed class PresignedUrls(TimeProvider clock, Chance chance)
{
    /// <summary>As seen in a real event (qnabot-on-aws#536): an hour longer than the default timeout.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(7200);

    const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/";

    readonly string _secretKey = Convert.ToBase64String(chance.Bytes(30));

    // ASIA: the form of a key that comes with a session token.
    public string AccessKeyId { get; } = $"ASIA{chance.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}";

    public Uri Sign(RequestIdentity request, string scheme, string hostAndPort)
    {
        var path = "/" + Encode($"{request.StackId}|{request.LogicalResourceId}|{request.RequestId}");
        var query = Query(Region(request.StackId), clock.GetUtcNow());
        var signature = new QuerySignature("PUT", path, query, hostAndPort).Compute(_secretKey);
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return new($"{scheme}://{hostAndPort}{path}?{query}&{QuerySignature.Parameter}={signature}", in options);
    }

    /// <summary>What is wrong with a request's signature, method, host or age; null: nothing.</summary>
    public ResponseBucketError? Check(QuerySignature request)
    {
        if (request.Provided.Length == 0 || !TryReadDate(request.Date, out var signed))
        {
            return ResponseBucketError.Anonymous;
        }

        var end = signed + Lifetime;
        return request.Provided != request.Compute(_secretKey) ? ResponseBucketError.Mismatch(request, AccessKeyId)
            : clock.GetUtcNow() > end ? ResponseBucketError.Expired(end, Lifetime, clock.GetUtcNow())
            : null;
    }

    // The parameters in the order in which CloudFormation's own URLs have them.
    string Query(string region, DateTimeOffset now)
    {
        var date = now.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
        var token = Uri.EscapeDataString(Convert.ToBase64String(chance.Bytes(200)));
        return $"X-Amz-Algorithm={QuerySignature.Algorithm}&X-Amz-Date={date}&X-Amz-Expires={Lifetime.TotalSeconds}"
            + $"&X-Amz-SignedHeaders=host&X-Amz-Security-Token={token}"
            + $"&X-Amz-Credential={AccessKeyId}%2F{date[..8]}%2F{region}%2Fs3%2Faws4_request";
    }

    static bool TryReadDate(string date, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    // arn:aws:cloudformation:REGION:account:stack/name/id
    static string Region(string stackId) => stackId.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : "us-east-1";

    static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(value =>
        Unreserved.Contains((char)value, StringComparison.Ordinal) ? $"{(char)value}" : $"%{value:X2}"));
}
