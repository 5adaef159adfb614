using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>A function that serves <c>Custom::Thing</c>, with everything around it within a test's reach.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The log is in memory.")]
sealed class Provider(Thing? thing = null, HttpMessageHandler? bucket = null)
{
    readonly LogLines _lines = new();

    public Thing Thing { get; } = thing ?? new Thing();

    public Bucket Bucket { get; } = bucket as Bucket ?? new Bucket();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 5, TimeSpan.Zero));

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    public string ResponseHosts { get; init; } = "";

    /// <summary>Lambda's API; null: out of reach.</summary>
    public Func<string, ReadOnlyMemory<byte>, CancellationToken, Task>? InvokeAsync { get; init; }

    public IReadOnlyList<string> Attributes { get; init; } = [];

    public Func<ThingProperties, IEnumerable<string>>? Validate { get; init; }

    public bool ChecksUpdatesItself { get; init; }

    public Func<ThingProperties, ThingProperties, bool>? IsRollback { get; init; }

    public bool HearsOfNeverCreated { get; init; }

    public LogLines Log => _lines;

    public FunctionEnvironment Environment => new()
    {
        Http = bucket ?? Bucket,
        Log = new JsonLinesLogger(_lines, LogLevel.Debug, Clock),
        Clock = Clock,
        ResponseHosts = Requests.ResponseHosts.Parse(ResponseHosts),
        InvokeAsync = InvokeAsync,
    };

    public CustomResourceFunction Function => new(
        Environment,
        ResourceDefinition.For("Custom::Thing", Thing, ThingContext.Default.ThingProperties) with
        {
            Attributes = Attributes,
            Validate = Validate,
            ChecksUpdatesItself = ChecksUpdatesItself,
            IsRollback = IsRollback,
            HearsOfNeverCreated = HearsOfNeverCreated,
        });

    public FunctionInvocation Invocation =>
        new("aws-request-1", Clock.GetUtcNow() + Timeout) { FunctionArn = Events.FunctionArn };

    public Task<ReadOnlyMemory<byte>> HandleAsync(ReadOnlyMemory<byte> json) => Function.HandleAsync(json, Invocation);

    /// <summary>Sends an event and returns the one answer that was PUT.</summary>
    public async Task<JsonElement> SendAsync(JsonObject json)
    {
        await HandleAsync(json.Bytes());
        return Bucket.Answer;
    }

    /// <summary>Sends any bytes and returns the one answer that was PUT.</summary>
    public async Task<JsonElement> SendAsync(ReadOnlyMemory<byte> json)
    {
        await HandleAsync(json);
        return Bucket.Answer;
    }
}
