using System.Globalization;
using System.Security.Authentication;

namespace Lockstep.Lambda.Aws.Calling;

/// <summary>Says why AWS could not be reached, and what that usually means.</summary>
static class NoAnswer
{
    public static AwsFailure Late(OperationCanceledException late, AwsRequest request, TimeSpan attempt)
    {
        // SocketsHttpHandler marks its own connect timeout with this inner exception.
        var connecting = late.InnerException is TimeoutException;
        var seconds = (connecting ? AwsHttp.ConnectTimeout : attempt).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var what = connecting ? "no connection to" : "no answer from";
        return new AwsFailure($"{what} {request.Endpoint.Authority} within {seconds} s", NoRoute(request), null, Passing: true);
    }

    public static AwsFailure Broken(HttpRequestException broken, AwsRequest request)
    {
        var host = request.Endpoint.Authority;
        return broken.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new AwsFailure(
                $"the name {request.Endpoint.Host} does not resolve",
                $"Check the region {request.Region}, and that the VPC has DNS resolution switched on.",
                null,
                Passing: true),
            HttpRequestError.SecureConnectionError when broken.InnerException is AuthenticationException => new AwsFailure(
                $"no TLS connection to {host}",
                "Something between this function and AWS answers in its place.",
                null,
                Passing: false),
            // .NET calls it so whatever breaks the handshake off, be it a reset alone.
            HttpRequestError.SecureConnectionError => new AwsFailure(
                $"the TLS connection to {host} broke before it was made", null, null, Passing: true),
            HttpRequestError.ConnectionError => new AwsFailure($"no connection to {host}", NoRoute(request), null, Passing: true),
            _ => new AwsFailure($"the connection to {host} broke", null, null, Passing: true),
        };
    }

    static string NoRoute(AwsRequest request) =>
        $"A function in a VPC reaches {request.Service} through a VPC endpoint "
        + $"(com.amazonaws.{request.Region}.{request.Service}) or a NAT gateway, "
        + "and its security group must let port 443 out.";
}
