using System.Net.Http.Headers;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Lockstep.Lambda.Aws.Calling;

namespace Lockstep.Lambda.Aws.Signing;

/// <summary>Signs a POST with Signature Version 4 in its headers.</summary>
static class RequestSigner
{
    const string ContentType = "Content-Type";
    const string Host = "host";

    public static HttpRequestMessage Sign(AwsRequest request, ImmutableCredentials credentials, DateTimeOffset now)
    {
        using var unsigned = new DefaultRequest(new UnnamedRequest(), request.Service)
        {
            HttpMethod = "POST",
            Endpoint = request.Endpoint,
            ResourcePath = request.Path.Template,
            Content = request.Body,
        };
        foreach (var (name, value) in request.Path.Values)
        {
            unsigned.AddPathResource(name, value);
        }
        foreach (var (name, value) in request.Headers)
        {
            unsigned.Headers[name] = value;
        }
        if (credentials.UseToken)
        {
            unsigned.Headers["X-Amz-Security-Token"] = credentials.Token;  // this overload does not add it
        }
        var config = new SigningConfig(request.Region, request.Service);
        var signature = new AWS4Signer().SignRequest(
            unsigned, config, new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, now.UtcDateTime);
        return Message(unsigned, signature.ForAuthorizationHeader);
    }

    static HttpRequestMessage Message(DefaultRequest signed, string authorization)
    {
        var content = new ByteArrayContent(signed.Content);
        var message = new HttpRequestMessage(HttpMethod.Post, AmazonServiceClient.ComposeUrl(signed)) { Content = content };
        foreach (var (name, value) in signed.Headers)
        {
            switch (name)
            {
                case ContentType:
                    content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
                    break;
                case Host:  // HttpClient writes the same
                    break;
                default:
                    message.Headers.TryAddWithoutValidation(name, value);
                    break;
            }
        }
        message.Headers.TryAddWithoutValidation("Authorization", authorization);
        return message;
    }
}
