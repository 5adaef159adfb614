using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Lockstep.CustomResources.Responses;

/// <summary>One PUT.</summary>
sealed class ResponseAttempt(HttpMessageHandler handler, TimeProvider clock)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    const string NoRoute =
        "A function in a VPC needs a route to S3: a gateway endpoint in the route table of each of its subnets, "
        + "whose policy admits the bucket.";

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails here, the answer is still to be delivered.")]
    public async Task<AttemptResult> PutAsync(Uri url, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var http = new HttpMessageInvoker(handler, disposeHandler: false);

        // No Content-Type: the URL was signed for a request without one (binxio/cfn-secret-provider#3).
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ReadOnlyMemoryContent(document) };
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return response.IsSuccessStatusCode
                ? AttemptResult.Delivered
                : await RefusedAsync(response, either.Token);
        }
        catch (OperationCanceledException)
        {
            return AttemptResult.Lost($"{url.Authority} did not answer in time. {NoRoute}");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ResponseEnded)
        {
            return AttemptResult.Lost($"{url.Authority} broke the connection before it replied; it may have the answer.");
        }
        catch (Exception exception)
        {
            return AttemptResult.Lost($"{url.Authority} could not be reached ({Cause(exception)}). {NoRoute}");
        }
    }

    static async Task<AttemptResult> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = await S3ErrorCode.ReadAsync(response, cancellationToken);
        var problem = $"S3 answered {(int)response.StatusCode}{(code is null ? "" : $" {code}")}.";
        return response.StatusCode
            is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            ? AttemptResult.Failed(problem)
            : AttemptResult.Refused(problem);
    }

    static string Cause(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error }
            ? error.ToString()
            : exception.GetBaseException().GetType().Name;
}
