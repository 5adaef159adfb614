using System.Net.Http.Headers;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Tests.Lambda;

/// <summary>A runtime whose every call a test makes itself.</summary>
sealed class RuntimeByHand : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly HttpClient _http = new() { Timeout = Patience };

    RuntimeByHand(RuntimeApi api) => Api = api;

    public RuntimeApi Api { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RuntimeByHand> StartAsync(RuntimeApiOptions options) =>
        new(await RuntimeApi.StartAsync(options, Token));

    public Task<InvocationResult> InvokeAsync(InvocationInput input) => Api.InvokeAsync(input, Patience, Token);

    public Task<HttpResponseMessage> NextAsync() => GetAsync("runtime/invocation/next");

    public Task<HttpResponseMessage> RespondAsync(string id, string body) =>
        PostAsync($"runtime/invocation/{id}/response", new StringContent(body), null);

    public Task<HttpResponseMessage> FailAsync(string id, string body, string errorType) =>
        PostAsync($"runtime/invocation/{id}/error", new StringContent(body), errorType);

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(At(path), Token);

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string? errorType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At(path)) { Content = content };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }
        return await _http.SendAsync(request, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Api.DisposeAsync();
    }

    Uri At(string path) => new($"http://{Api.Address}/2018-06-01/{path}");
}
