using System.Net;
using System.Text.Json;

namespace Lockstep.Lambda.Aws.Calling;

/// <summary>Reads the two forms in which the JSON services report errors: a header, or members of the body.</summary>
static class AwsErrors
{
    public static AwsFailure Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, AwsRequest request)
    {
        var (code, message) = Parse(response, body);
        if (code is null)
        {
            return new AwsFailure($"HTTP {(int)response.StatusCode}", null, null, Passing(response.StatusCode, code));
        }
        var reason = message is not null && Quotable(code) ? $"{code}: {message.TrimEnd('.')}" : code;
        return new AwsFailure(reason, request.Remedy(code) ?? General(code), code, Passing(response.StatusCode, code));
    }

    // Of a wrong signature AWS quotes the whole request back, security token included. These four are known to be harmless.
    static bool Quotable(string code) => code
        is "AccessDeniedException" or "ResourceNotFoundException" or "InvalidRequestException" or "DecryptionFailure";

    static bool Passing(HttpStatusCode status, string? code) =>
        (int)status >= 500 || status == HttpStatusCode.TooManyRequests || code
            is "ThrottlingException" or "Throttling" or "TooManyRequestsException" or "RequestLimitExceeded"
            or "InternalServiceError" or "InternalFailure" or "ServiceUnavailable";

    static string? General(string code) => code switch
    {
        "ExpiredTokenException" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestExpired"
            or "UnrecognizedClientException" or "InvalidClientTokenId" or "IncompleteSignature" or "MissingAuthenticationToken" =>
            "Check that the credentials are current and that this machine's clock is right.",
        _ => null,
    };

    static (string? Code, string? Message) Parse(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var header = response.Headers.TryGetValues("x-amzn-ErrorType", out var values) ? values.First() : null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return (Name(header ?? Member(document, "__type") ?? Member(document, "code")),
                Member(document, "message") ?? Member(document, "Message"));
        }
        catch (JsonException)
        {
            return (Name(header), null);
        }
    }

    static string? Member(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // com.amazonaws.secretsmanager#ResourceNotFoundException, or ResourceNotFoundException:http://...
    static string? Name(string? type) => type?[(type.LastIndexOf('#') + 1)..].Split(':')[0];
}
