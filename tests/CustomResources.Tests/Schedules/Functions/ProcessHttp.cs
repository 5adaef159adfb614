using System.Text.Json;

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>A process's way to the bucket.</summary>
sealed class ProcessHttp(HttpMessageHandler bucket, FunctionProcess process, Action<Sent> observe) : DelegatingHandler(bucket)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await process.StepAsync();
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        observe(new(request.RequestUri!.OriginalString, body, process.Mishap.Run, process.HasLostLink));
        var reply = await base.SendAsync(request, cancellationToken);
        await process.StepAsync();
        return reply;
    }
}

/// <summary>What the function has sent, arrived or not.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Body">The answer.</param>
/// <param name="Run">The run's number; 0 for all those in which nothing goes wrong.</param>
/// <param name="IsBlind">Whether a link to the database broke in that run: it may not know what another one has done.</param>
sealed record Sent(string Url, byte[] Body, int Run, bool IsBlind)
{
    public JsonElement Answer { get; } = JsonElement.Parse(Body);

    public string Reason => Answer.TryGetProperty("Reason", out var reason) ? reason.GetString()! : "";

    public bool IsSuccess => Answer.GetProperty("Status").GetString() == "SUCCESS";
}
