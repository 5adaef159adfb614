using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.TestUtilities;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Logging;
using Lockstep.Lambda;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Function.Amazon.Tests;

/// <summary>The adapter, in a context as Amazon's test package makes it.</summary>
public sealed class AnEventFromAmazonsClient
{
    static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 5, TimeSpan.Zero);

    readonly FakeTimeProvider _clock = new(Now);
    readonly List<Invocation> _seen = [];

    static TestLambdaContext Context => new()
    {
        AwsRequestId = "r-1",
        InvokedFunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
        RemainingTime = TimeSpan.FromMinutes(5),
        TraceId = "Root=1-a",
    };

    [Fact]
    public async Task IsHandedOverByteForByteWithItsIdsAndItsDeadline()
    {
        byte[] broken = [0xFF, .. "{ not JSON"u8];

        var answer = await HandleAsync(broken, Context);

        answer.ShouldBe(broken);
        var invocation = _seen.ShouldHaveSingleItem();
        invocation.AwsRequestId.ShouldBe("r-1");
        invocation.InvokedFunctionArn.ShouldBe("arn:aws:lambda:eu-west-1:123456789012:function:migrate");
        invocation.TraceId.ShouldBe("Root=1-a");
        invocation.Deadline.ShouldBe(Now + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task HasNoDeadlineWhenTheClientsIsAbsurd()
    {
        var context = Context;
        context.RemainingTime = TimeSpan.MaxValue;
        context.TraceId = "";

        await HandleAsync([], context);

        _seen.ShouldHaveSingleItem().Deadline.ShouldBeNull();
        _seen[0].TraceId.ShouldBeNull();
    }

    [Fact]
    public async Task IsAnsweredByTheRealFunctionAsAmazonsSerializerWritesAndReadsIt()
    {
        var serializer = new DefaultLambdaJsonSerializer();
        using var lines = new MemoryStream();
        var log = new JsonLinesLogger(lines, LogLevel.Information, _clock);
        var function = new AmazonFunction(() => MigrationFunction.Create(log), log, _clock);
        await function.InitialiseAsync();
        using var input = new MemoryStream();
        serializer.Serialize(new JsonObject { ["RequestType"] = "Create", ["ResourceType"] = "Custom::DatabaseMigration" }, input);
        input.Position = 0;

        await using var output = await function.HandleAsync(input, Context);

        var answer = serializer.Deserialize<JsonElement>(output);
        answer.GetProperty("Status").GetString().ShouldBe("FAILED");
        answer.GetProperty("Reason").GetString()!.ShouldContain("StackId is missing");
        Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .ShouldAllBe(line => line.GetProperty("requestId").GetString() == "r-1" && line.GetProperty("traceId").GetString() == "Root=1-a");
    }

    [Fact]
    public async Task EndsInAnErrorWhoseTypeAndMessageTheWatchdogKnows()
    {
        const string document = """{"Status":"SUCCESS"}""";

        var failure = await Should.ThrowAsync<AnswerNotDelivered>(
            () => HandleAsync([], Context, new InvocationFailedException("Lockstep.AnswerNotDelivered", document)));

        failure.GetType().Name.ShouldBe("AnswerNotDelivered");
        failure.Message.ShouldBe(document);
    }

    [Fact]
    public async Task EndsInAnyOtherErrorAsItIs() =>
        (await Should.ThrowAsync<InvocationFailedException>(
            () => HandleAsync([], Context, new InvocationFailedException("Lockstep.InvalidEvent", "x")))).ErrorType.ShouldBe("Lockstep.InvalidEvent");

    async Task<byte[]> HandleAsync(byte[] json, TestLambdaContext context, Exception? failure = null)
    {
        var function = new AmazonFunction(() => HandleAsync, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, _clock);
        await using var output = await function.HandleAsync(new MemoryStream(json), context);
        using var copy = new MemoryStream();
        await output.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();

        Task<ReadOnlyMemory<byte>> HandleAsync(Invocation invocation)
        {
            _seen.Add(invocation);
            return failure is null ? Task.FromResult(invocation.Event) : throw failure;
        }
    }
}
