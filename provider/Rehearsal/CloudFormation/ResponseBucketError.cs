using System.Globalization;
using System.Security;
using System.Text;

namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>An answer of S3's that is not 200 (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).</summary>
sealed record ResponseBucketError(int Status, string Code, string Message, params (string Name, string Value)[] Details)
{
    public static ResponseBucketError Anonymous => new(403, "AccessDenied", "Access Denied");

    public static ResponseBucketError Chunked =>
        new(501, "NotImplemented", "A header you provided implies functionality that is not implemented",
            ("Header", "Transfer-Encoding"));

    public static ResponseBucketError WithoutLength =>
        new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static ResponseBucketError Expired(DateTimeOffset end, TimeSpan lifetime, DateTimeOffset now) =>
        new(403, "AccessDenied", "Request has expired",
            ("X-Amz-Expires", lifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            ("Expires", Time(end)),
            ("ServerTime", Time(now)));

    public static ResponseBucketError NotSigned(string headers) =>
        new(403, "AccessDenied", "There were headers present in the request which were not signed",
            ("HeadersNotSigned", headers));

    // S3 repeats the whole query here, session token included: who logs this body has logged a secret.
    public static ResponseBucketError Mismatch(QuerySignature signature, string accessKeyId) =>
        new(403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
            ("AWSAccessKeyId", accessKeyId), ("StringToSign", signature.StringToSign), ("SignatureProvided", signature.Provided),
            ("CanonicalRequest", signature.CanonicalRequest));

    public static ResponseBucketError For(ResponseBucketFault fault) => fault switch
    {
        ResponseBucketFault.Forbidden => Anonymous,
        ResponseBucketFault.InternalError => new(500, "InternalError", "We encountered an internal error. Please try again."),
        ResponseBucketFault.SlowDown => new(503, "SlowDown", "Please reduce your request rate."),
        ResponseBucketFault.Redirect => new(307, "TemporaryRedirect",
            "Please re-send this request to the specified temporary endpoint. "
            + "Continue to use the original request endpoint for future requests."),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "It gives no answer."),
    };

    public string ToXml(string requestId)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
        (string Name, string Value)[] all = [("Code", Code), ("Message", Message), .. Details, ("RequestId", requestId)];
        foreach (var (name, value) in all)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<{name}>{SecurityElement.Escape(value)}</{name}>");
        }

        return xml.Append("</Error>").ToString();
    }

    static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
