using System.Globalization;

namespace Lockstep.CustomResources.Requests;

/// <summary>Where the answer goes: a secret, since whoever holds it can answer for the resource.</summary>
sealed class ResponseUrl
{
    // The URL outlives the hour that CloudFormation waits by about another: seen as X-Amz-Expires=7200 (qnabot-on-aws#536).
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(7200);

    static readonly string[] SecretParameters = ["Signature", "X-Amz-Signature", "X-Amz-Security-Token"];

    readonly string _text;

    ResponseUrl(string text, Uri uri)
    {
        _text = text;
        Uri = uri;
    }

    public Uri Uri { get; }

    /// <summary>When CloudFormation signed it, as far as it says so.</summary>
    public DateTimeOffset? SignedAt =>
        DateTimeOffset.TryParseExact(
            Parameter("X-Amz-Date"),
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var signedAt)
            ? signedAt
            : Expires - Lifetime;

    ReadOnlySpan<char> Query =>
        _text.AsSpan(_text.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? at + 1 : _text.Length);

    DateTimeOffset? Expires =>
        uint.TryParse(Parameter("Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>The event's URL; null when it has none, which makes it a local run.</summary>
    /// <exception cref="InvocationFailedException">The URL is refused, or the event is broken and has none.</exception>
    public static ResponseUrl? Of(EventText text, ResponseHosts hosts)
    {
        var url = text[EventMember.ResponseURL];
        try
        {
            return url is { Length: > 0 } ? Parse(url, hosts)
                : text.Findings.Exists(finding => finding.StartsWith(nameof(EventMember.ResponseURL), StringComparison.Ordinal))
                    ? throw Refused("it is not a string")
                : text.IsBroken ? throw Refused("there is none")
                : null;
        }
        catch (InvocationFailedException exception) when (text.IsBroken)
        {
            throw new InvocationFailedException(
                "Lockstep.InvalidEvent", $"The event cannot be read: {string.Join("; ", text.Findings)}. {exception.Message}");
        }
    }

    /// <summary>The URL, if it leads to CloudFormation's bucket or to a host that is allowed besides.</summary>
    /// <exception cref="InvocationFailedException">It doesn't; the message names the host at most.</exception>
    public static ResponseUrl Parse(string text, ResponseHosts hosts)
    {
        var parts = UrlParts.Of(text) ?? throw Refused("it is not a plain http or https URL of a host and a path");
        if (!AwsHost.IsResponseBucket(parts) && !hosts.Allow(parts))
        {
            throw Refused(
                $"{parts.Origin} is not a bucket of CloudFormation's; for local use name the host in LOCKSTEP_RESPONSE_HOSTS");
        }

        // Signed byte for byte: .NET would decode %2E, %2D and %7E and encode a raw |.
        var asGiven = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return Uri.TryCreate(text, asGiven, out var uri)
            && uri.Port == parts.Port
            && string.Equals(uri.Host, parts.Host, StringComparison.OrdinalIgnoreCase)
            ? new ResponseUrl(text, uri)
            : throw Refused("its host is not a valid one");
    }

    static InvocationFailedException Refused(string why) =>
        new("Lockstep.ResponseUrlRefused", $"The ResponseURL was refused: {why}. Nothing was done, and no answer was sent.");

    /// <summary>Everything in it that would help to answer in the resource's name.</summary>
    public IEnumerable<string> Secrets()
    {
        yield return _text;
        yield return Query.ToString();
        foreach (var name in SecretParameters)
        {
            yield return Parameter(name) ?? "";
        }
    }

    /// <summary>Its path is <c>StackArn|LogicalId|RequestId</c>, percent-encoded; empty where it isn't.</summary>
    public string IdAt(int index) => Uri.UnescapeDataString(Uri.AbsolutePath) is var path
        && path.IndexOf("arn:", StringComparison.Ordinal) is var start and > 0
        && path[start..].Split('|') is { Length: 3 } ids
            ? ids[index]
            : "";

    /// <summary>Where it leads, and nothing that would help to go there.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Authority);

    string? Parameter(string name)
    {
        foreach (var range in Query.Split('&'))
        {
            var parameter = Query[range];
            if (parameter.Length > name.Length
                && parameter[name.Length] == '='
                && parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return Uri.UnescapeDataString(parameter[(name.Length + 1)..]);
            }
        }

        return null;
    }
}
