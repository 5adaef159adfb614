using System.Globalization;
using Amazon.Runtime;
using Lockstep.Lambda.Aws.Calling;
using Lockstep.Lambda.Aws.Signing;
using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Aws;

/// <summary>
/// Constants from AWS's signing test suite (https://github.com/awslabs/aws-c-auth, tests/aws-signing-test-suite/v4).
/// </summary>
public sealed class APublishedSignature
{
    const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const string SessionToken = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

    static readonly DateTimeOffset Then =
        DateTimeOffset.Parse("2015-08-30T12:36:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [Theory]
    [InlineData("", "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b")]
    [InlineData("; charset=utf-8", "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422")]
    public void IsWhatTheSignerOfHeadersComputes(string charset, string signature)
    {
        var request = new AwsRequest
        {
            Service = "service",
            Region = "us-east-1",
            Endpoint = new Uri("https://example.amazonaws.com"),
            Headers = [("Content-Type", $"application/x-www-form-urlencoded{charset}"), ("Content-Length", "13")],
            Body = "Param1=value1"u8.ToArray(),
            Complaint = "",
            Remedy = static _ => null,
        };

        using var signed = RequestSigner.Sign(request, new ImmutableCredentials("AKIDEXAMPLE", SecretKey, null), Then);

        signed.Headers.GetValues("Authorization").Single().ShouldEndWith(signature);
    }

    [Theory]
    [InlineData(null, "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d")]
    [InlineData(SessionToken, "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c")]
    public void IsWhatTheSignerOfUrlsComputes(string? token, string signature)
    {
        var url = new UnsignedUrl(
            new Uri("https://example.amazonaws.com"), [], "service", "us-east-1", TimeSpan.FromSeconds(3600));

        var signed = UrlSigner.Sign(url, new ImmutableCredentials("AKIDEXAMPLE", SecretKey, token), Then);

        signed.ShouldEndWith($"&X-Amz-Signature={signature}");
    }

    [Fact]
    public void OfAQueryInAnyOrderIsWhatTheSignerOfUrlsComputes()
    {
        var url = new UnsignedUrl(
            new Uri("https://example.amazonaws.com"),
            [("Param2", "value2"), ("Param1", "value1")],
            "service",
            "us-east-1",
            TimeSpan.FromSeconds(3600));

        var signed = UrlSigner.Sign(url, new ImmutableCredentials("AKIDEXAMPLE", SecretKey, null), Then);

        signed.ShouldEndWith("&X-Amz-Signature=86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5");
    }

    [Theory]
    [InlineData("/", "", null, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("/", "Param2=value2&Param1=value1", null, "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("/example space/", "", null, "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741")]
    [InlineData("/\u1234", "", null, "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("/", "", SessionToken, "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8")]
    public void IsWhatTheseTestsOwnVerifierComputes(string path, string query, string? token, string signature)
    {
        var (names, tokenHeader) = token is null
            ? ("host;x-amz-date", Array.Empty<(string, string)>())
            : ("host;x-amz-date;x-amz-security-token", [("x-amz-security-token", token)]);
        var authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + $"SignedHeaders={names}, Signature={signature}";
        var request = WireRequest.Get(
            path,
            query,
            [
                ("host", "example.amazonaws.com"),
                ("x-amz-date", "20150830T123600Z"),
                ("authorization", authorization),
                .. tokenHeader,
            ]);

        SigV4.OfHeader(request).Expected(request, SecretKey).ShouldBe(signature);
    }
}
