using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>One resource of one stack: makes its events as CloudFormation does, and captures what is PUT for them.</summary>
sealed class TestStack(string connection) : HttpMessageHandler
{
    public const string BucketHost = "bucket.test";

    /// <summary>Arrives as half a surrogate pair, which no JSON can be made of here.</summary>
    public const string HalfCharacter = "\ue000";

    /// <summary>A little more than the time to work that a run has where <see cref="Timeout"/> is a minute.</summary>
    public static readonly TimeSpan AllWork = TimeSpan.FromSeconds(45.5);

    readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    DateTimeOffset _began;

    public string StackId { get; init; } = $"arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/{Guid.NewGuid()}";

    public string LogicalId { get; init; } = "Migration";

    public string ResourceType { get; init; } = DatabaseMigration.ResourceType;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public LogLines Log { get; init; } = new();

    public CredentialSource? Credentials { get; init; }

    /// <summary>What the function serves besides migrations and roles.</summary>
    public IReadOnlyList<ResourceDefinition> Others { get; init; } = [];

    /// <summary>Whether Lambda's API can be reached; else its own retries are the next runs.</summary>
    public bool CanInvoke { get; init; }

    /// <summary>The events of the runs that follow, oldest first: Lambda has them, and nobody has run them yet.</summary>
    public ConcurrentQueue<JsonObject> Continuations { get; } = new();

    /// <summary>Lambda's timeout for each invocation.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time to work of the run that began last is over at once; which needs a clock that leaps.</summary>
    public void EndWork() => LeapTo(TimeSpan.FromMinutes(1) - AllWork);

    /// <summary>The time to clear away is over, too; then the clock stands, for there would be little left.</summary>
    public void EndCleanUp()
    {
        ((LeapingClock)Clock).Stand();
        LeapTo(TimeSpan.FromSeconds(7));
    }

    /// <summary>The properties that the template has now.</summary>
    public JsonObject Properties { get; private set; } = [];

    /// <summary>The physical id on record.</summary>
    public string? PhysicalId { get; private set; }

    /// <summary>What was PUT last.</summary>
    public Answer? LastAnswer { get; private set; }

    public static JsonObject Revision(int revision, params IEnumerable<(string Name, string Value)> others)
    {
        var properties = new JsonObject
        {
            ["ServiceToken"] = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
            ["Revision"] = revision.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in others)
        {
            properties[name] = value;
        }

        return properties;
    }

    public async Task<Answer> CreateAsync(Image image, JsonObject properties)
    {
        Properties = properties;
        var answer = await SendAsync(image, Event("Create", properties));
        PhysicalId = answer.PhysicalResourceId;
        return answer;
    }

    /// <summary>Goes forward; the properties before it are what a rollback goes back to.</summary>
    public async Task<Answer> UpdateAsync(Image image, JsonObject properties)
    {
        var answer = await SendAsync(image, Event("Update", properties, Properties));
        if (answer.Status == "SUCCESS")
        {
            Properties = properties;
        }

        return answer;
    }

    /// <summary>The Update of a rollback: from what was deployed, or failed to be, back to what was before.</summary>
    public async Task<Answer> RollBackAsync(Image image, JsonObject from, JsonObject to)
    {
        var answer = await SendAsync(image, Event("Update", to, from));
        Properties = to;
        return answer;
    }

    public Task<Answer> DeleteAsync(Image image, JsonObject? properties = null, string? physicalId = null) =>
        SendAsync(image, Event("Delete", properties ?? Properties, physicalId: physicalId));

    public JsonObject Event(
        string type,
        JsonObject properties,
        JsonObject? old = null,
        string? physicalId = null,
        string? requestId = null,
        DateTimeOffset? signedAt = null)
    {
        var id = requestId ?? Guid.NewGuid().ToString();
        var request = new JsonObject
        {
            ["RequestType"] = type,
            ["ResponseURL"] = $"http://{BucketHost}/{Uri.EscapeDataString($"{StackId}|{LogicalId}|{id}")}"
                + $"?X-Amz-Date={signedAt ?? Clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}"
                + "&X-Amz-Expires=7200&X-Amz-Signature=0123456789abcdef",
            ["StackId"] = StackId,
            ["RequestId"] = id,
            ["ResourceType"] = ResourceType,
            ["LogicalResourceId"] = LogicalId,
            ["ResourceProperties"] = properties.DeepClone(),
        };
        if (type != "Create")
        {
            request["PhysicalResourceId"] = physicalId ?? PhysicalId ?? "shop-Migration-1ABCDEF";
        }

        if (old is not null)
        {
            request["OldResourceProperties"] = old.DeepClone();
        }

        return request;
    }

    /// <summary>Delivers an event; it has to be answered.</summary>
    public async Task<Answer> SendAsync(Image image, JsonObject request)
    {
        var answer = await DeliverAsync(image, request);
        return answer.ShouldNotBeNull("no answer was PUT");
    }

    /// <summary>Delivers an event to a process that may have had others before; it has to be answered.</summary>
    public async Task<Answer> SendAsync(CustomResourceFunction function, JsonObject request)
    {
        var answer = await DeliverAsync(function, request);
        return answer.ShouldNotBeNull("no answer was PUT");
    }

    /// <summary>Delivers an event.</summary>
    /// <returns>What was PUT; null where nothing was.</returns>
    public Task<Answer?> DeliverAsync(Image image, JsonObject request) =>
        DeliverAsync(
            image.Function(connection, this, Log, Clock, Credentials, Others, CanInvoke ? TakeAsync : null), request);

    /// <summary>Delivers an event and those of the runs that follow, one after the other.</summary>
    /// <returns>The answer, and how many runs it took.</returns>
    public async Task<(Answer? Answer, int Runs)> RunAllAsync(Image image, JsonObject request)
    {
        var (answer, runs) = (await DeliverAsync(image, request), 1);
        while (Continuations.TryDequeue(out var next))
        {
            answer.ShouldBeNull("a run answered, and handed on, too");
            (answer, runs) = (await DeliverAsync(image, next), runs + 1);
        }

        return (answer, runs);
    }

    Task TakeAsync(string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Continuations.Enqueue(JsonNode.Parse(payload.Span)!.AsObject());
        return Task.CompletedTask;
    }

    // Later than that it may be already.
    void LeapTo(TimeSpan left)
    {
        var time = _began + Timeout - left - Clock.GetUtcNow();
        ((LeapingClock)Clock).Leap(time > TimeSpan.Zero ? time : TimeSpan.Zero);
    }

    async Task<Answer?> DeliverAsync(CustomResourceFunction function, JsonObject request)
    {
        var id = (string)request["RequestId"]!;
        _answers.TryRemove(id, out _);
        _began = Clock.GetUtcNow();
        await function.HandleAsync(
            Encoding.UTF8.GetBytes(request.ToJsonString().Replace("\\uE000", "\\ud800", StringComparison.Ordinal)),
            new FunctionInvocation(Guid.NewGuid().ToString(), _began + Timeout)
            {
                FunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
            });
        return _answers.GetValueOrDefault(id);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var document = JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        _answers[document.GetProperty("RequestId").GetString()!] = LastAnswer = new Answer(document);
        return new HttpResponseMessage(HttpStatusCode.OK);
    }
}
