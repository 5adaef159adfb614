using System.Collections.Concurrent;
using System.Net;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>
/// A Runtime API that says what a test wants said, right or wrong. After its last line it keeps silent.
/// </summary>
sealed class ScriptedApi : HttpMessageHandler
{
    readonly ConcurrentQueue<Func<HttpResponseMessage>> _script = new();
    readonly ConcurrentQueue<string> _calls = new();
    readonly TaskCompletionSource _played = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>Ends with the first call after the script's last line.</summary>
    public Task Played => _played.Task;

    public ScriptedApi Then(Func<HttpResponseMessage> reply)
    {
        _script.Enqueue(reply);
        return this;
    }

    public ScriptedApi ThenEvent(string id, params (string Name, string Value)[] headers) => Then(() =>
    {
        var reply = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        reply.Headers.Add("Lambda-Runtime-Aws-Request-Id", id);
        foreach (var (name, value) in headers)
        {
            reply.Headers.TryAddWithoutValidation(name, value);
        }
        return reply;
    });

    public ScriptedApi ThenStatus(int status, string body = "") =>
        Then(() => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) });

    public ScriptedApi ThenBroken() => Then(() => throw new HttpRequestException("connection reset"));

    /// <summary>Runs the loop over this script. The token ends it when the script has been played.</summary>
    public async Task<int> RunAsync(InvocationHandler handler, LambdaRuntimeOptions options)
    {
        using var termination = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var loop = new LambdaRuntime(options with
        {
            Environment = name => name == "AWS_LAMBDA_RUNTIME_API" ? "api.test:9001" : null,
            SetEnvironment = static (_, _) => { },
            CreateHandler = () => this,
        }).RunAsync(() => handler, termination.Token);
        await Task.WhenAny(loop, Played);
        await termination.CancelAsync();
        return await loop;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _calls.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath["/2018-06-01/runtime/".Length..]}");
        if (_script.TryDequeue(out var reply))
        {
            return reply();
        }
        _played.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("An endless wait ended.");
    }
}
