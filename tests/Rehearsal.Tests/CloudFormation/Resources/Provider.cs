using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.Lambda;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Resources;

/// <summary>A custom resource's function in this process, with a bucket: it answers each event as the test says.</summary>
sealed class Provider : IAsyncDisposable
{
    public const string Token = "arn:aws:lambda:eu-west-1:123456789012:function:provider";

    readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    ResponseBucket? _bucket;
    CustomResourceType? _type;

    public FakeTimeProvider Clock { get; } = new(new(2026, 11, 22, 10, 11, 12, TimeSpan.Zero));

    /// <summary>What is PUT for an event; null: nothing.</summary>
    public Func<JsonObject, string?> Answer { get; set; } = Success;

    /// <summary>Ends when the function is to return.</summary>
    public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    public List<JsonObject> Events { get; } = [];

    public CustomResourceType Type => _type!;

    public ResponseBucket Bucket => _bucket!;

    public static async Task<Provider> StartAsync()
    {
        var provider = new Provider();
        provider._bucket = await ResponseBucket.StartAsync(provider.Clock, TestContext.Current.CancellationToken);
        provider._type = new(provider._bucket, provider.Send, provider.Clock) { EndsWithTheFunction = true };
        return provider;
    }

    public Task<ResourceResult> AskAsync(RequestKind kind, JsonObject properties, JsonObject? old = null, string? id = null) =>
        Type.HandleAsync(
            new(kind, Tests.CloudFormation.Bucket.Stack, "orders", "Migration", "Custom::Thing", id, properties, old) { RequestId = Guid.NewGuid().ToString() },
            TestContext.Current.CancellationToken);

    public static JsonObject Properties(params (string Name, string Value)[] others)
    {
        var properties = new JsonObject { ["ServiceToken"] = Token };
        foreach (var (name, value) in others)
        {
            properties[name] = value;
        }

        return properties;
    }

    public static string Success(JsonObject request) => Document(request, "SUCCESS").ToJsonString();

    public static JsonObject Document(JsonObject request, string status) => new()
    {
        ["Status"] = status,
        ["PhysicalResourceId"] = "thing-1",
        ["StackId"] = request["StackId"]!.DeepClone(),
        ["RequestId"] = request["RequestId"]!.DeepClone(),
        ["LogicalResourceId"] = request["LogicalResourceId"]!.DeepClone(),
        ["Data"] = new JsonObject { ["Out"] = "7" },
    };

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Bucket.DisposeAsync();
    }

    QueuedEvent? Send(string arn, ReadOnlyMemory<byte> payload) => arn == Token ? new(RunAsync(payload)) : null;

    async Task<FunctionRun?> RunAsync(ReadOnlyMemory<byte> payload)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var request = (JsonObject)JsonNode.Parse(payload.Span)!;
        Events.Add(request);
        await Work(cancellationToken);
        if (Answer(request) is { } answer)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer));
            using var response = await _client.PutAsync(
                new Uri(request["ResponseURL"]!.GetValue<string>()), content, cancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        return new("provider:1", 1, new Responded("1", ReadOnlyMemory<byte>.Empty));
    }
}
