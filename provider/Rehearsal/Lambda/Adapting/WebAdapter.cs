using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.Lambda.Adapting;

/// <summary>Stands in for the Lambda Web Adapter, which an image carries beside a web application: waits until the application
/// is ready, then takes events from the Runtime API and hands them on over HTTP
/// (https://awslabs.github.io/aws-lambda-web-adapter/reference/architecture.html).</summary>
sealed class WebAdapter : IAsyncDisposable
{
    const string PathVariable = "AWS_LWA_READINESS_CHECK_PATH";

    // As often as the adapter does.
    static readonly TimeSpan ReadinessPause = TimeSpan.FromMilliseconds(10);

    readonly CancellationTokenSource _end = new();
    readonly HttpClient _runtime;
    readonly HttpClient _application;
    readonly Task _work;

    WebAdapter(string runtimeApi, int port, string readinessPath)
    {
        _runtime = Client($"http://{runtimeApi}/2018-06-01/runtime/");
        _application = Client(string.Create(CultureInfo.InvariantCulture, $"http://{IPAddress.Loopback}:{port}"));
        _work = RunAsync(readinessPath);
    }

    /// <param name="runtimeApi">As in <c>AWS_LAMBDA_RUNTIME_API</c>.</param>
    /// <param name="port">Where the application listens.</param>
    /// <param name="variables">The function's: its own start with <c>AWS_LWA_</c>.</param>
    public static WebAdapter Start(string runtimeApi, int port, IReadOnlyDictionary<string, string> variables) =>
        new(runtimeApi, port, variables.GetValueOrDefault(PathVariable, "/"));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _runtime.Dispose();
        _application.Dispose();
        _end.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its handler.")]
    static HttpClient Client(string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    })
    {
        BaseAddress = new Uri(address),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    async Task RunAsync(string readinessPath)
    {
        try
        {
            await BecomeReadyAsync(readinessPath);
            while (true)
            {
                await ServeAsync();
            }
        }
        catch (Exception over) when (over is OperationCanceledException or HttpRequestException)
        {
            // The environment ends, or its Runtime API has ended already.
        }
    }

    async Task BecomeReadyAsync(string path)
    {
        using var pauses = new PeriodicTimer(ReadinessPause);
        while (!await IsReadyAsync(path))
        {
            await pauses.WaitForNextTickAsync(_end.Token);
        }
    }

    async Task<bool> IsReadyAsync(string path)
    {
        try
        {
            using var answer = await _application.GetAsync(new Uri(path, UriKind.Relative), _end.Token);
            return answer.StatusCode < HttpStatusCode.InternalServerError;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    async Task ServeAsync()
    {
        using var next = await _runtime.GetAsync(new Uri("invocation/next", UriKind.Relative), _end.Token);
        next.EnsureSuccessStatusCode();
        var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
        var (call, document) = await AnswerAsync(next);
        using var content = new ByteArrayContent(document);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var taken = await _runtime.PostAsync(new Uri($"invocation/{id}/{call}", UriKind.Relative), content, _end.Token);
    }

    async Task<(string Call, byte[] Document)> AnswerAsync(HttpResponseMessage next)
    {
        try
        {
            var happening = (JsonObject)JsonNode.Parse(await next.Content.ReadAsByteArrayAsync(_end.Token))!;
            using var request = AdaptedRequest.Of(happening, LambdaContext(next));
            using var response = await _application.SendAsync(request, _end.Token);
            return ("response", await AdaptedResponse.WriteAsync(response, _end.Token));
        }
        catch (HttpRequestException failure)
        {
            return ("error", ErrorResponse.Write("Adapter.ApplicationUnreachable", failure.Message));
        }
    }

    static JsonObject LambdaContext(HttpResponseMessage next)
    {
        return new JsonObject
        {
            ["request_id"] = Header("Lambda-Runtime-Aws-Request-Id"),
            ["deadline"] = Header("Lambda-Runtime-Deadline-Ms"),
            ["invoked_function_arn"] = Header("Lambda-Runtime-Invoked-Function-Arn"),
            ["xray_trace_id"] = Header("Lambda-Runtime-Trace-Id"),
        };

        string? Header(string name) => next.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }
}
