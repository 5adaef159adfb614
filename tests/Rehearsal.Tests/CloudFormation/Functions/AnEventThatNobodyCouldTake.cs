using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Tests.Lambda;
using Lockstep.Rehearsal.Tests.Postgres;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Functions;

/// <summary>What <c>AWS::Lambda::EventInvokeConfig</c> says is done.</summary>
public sealed class AnEventThatNobodyCouldTake : IAsyncDisposable
{
    readonly Scratch _scratch = new();
    readonly FunctionFleet _functions;
    readonly Stack _stack;
    int _told;

    public AnEventThatNobodyCouldTake()
    {
        var images = new ImageRegistry { Inline = Program };
        images.Push("worker:1", new FunctionOptions { Executable = _scratch.Script("worker/bootstrap", "exit 3") });
        _functions = new(images, [TimeSpan.Zero], TimeProvider.System) { OnFailure = () => _told++ };
        _stack = new(new() { Name = "shop", Types = [new FunctionType(_functions), new EventInvokeType(_functions)] });
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Worker => _stack.Find("Worker")!.Attributes["Arn"];

    [Theory]
    [InlineData("0", 1)]
    [InlineData("1", 2)]
    [InlineData("2", 3)]
    public async Task IsTakenAsOftenAsConfiguredAndThenToldOf(string attempts, int runs)
    {
        Assert.SkipWhen(NodeRuntime.Executable is null, "node is not installed.");
        await _stack.CreateAsync(Template(attempts, "$LATEST"), Token);

        var run = await _functions.InvokeAsync(Worker, """{"RequestType":"Create"}"""u8.ToArray());

        (run!.Runs, _told).ShouldBe((runs, 1));
        var record = JsonNode.Parse(run.Destination!.Result.ShouldBeOfType<Responded>().Text())!;
        $"{record["requestContext"]!["functionArn"]}".ShouldBe($"{Worker}:$LATEST");
        ($"{record["requestContext"]!["condition"]}", $"{record["requestContext"]!["approximateInvokeCount"]}").ShouldBe(("RetriesExhausted", $"{runs}"));
        $"{record["requestPayload"]!["RequestType"]}".ShouldBe("Create");
        $"{record["responsePayload"]!["errorType"]}".ShouldBe("Runtime.ExitError");
    }

    [Fact]
    public async Task IsToldNobodyWhereTheConfigurationIsOfAnAlias()
    {
        await _stack.CreateAsync(Template("0", "live"), Token);

        var run = await _functions.InvokeAsync(Worker, "{}"u8.ToArray());

        (run!.Runs, run.Destination, _told).ShouldBe((3, null, 0));
    }

    [Fact]
    public async Task IsToldNobodyWhereTheDestinationCannotRunHere()
    {
        await _stack.CreateAsync(Template("0", "$LATEST", code: "not run"), Token);

        (await _functions.InvokeAsync(Worker, "{}"u8.ToArray()))!.Destination.ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        _scratch.Dispose();
    }

    FunctionOptions? Program(string code) =>
        code == "not run" || NodeRuntime.Executable is not { } node ? null : NodeRuntime.Program(node, code, _scratch.Make("watchdog"));

    static StackTemplate Template(string attempts, string qualifier, string code = "exports.handler = async record => record;") => StackTemplate.Parse($$"""
        { "Resources": {
          "Worker": { "Type": "AWS::Lambda::Function", "Properties": { "Code": { "ImageUri": "worker:1" } } },
          "Watchdog": { "Type": "AWS::Lambda::Function", "Properties": { "Code": { "ZipFile": "{{code}}" } } },
          "Config": { "Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
            "FunctionName": { "Ref": "Worker" }, "Qualifier": "{{qualifier}}", "MaximumRetryAttempts": {{attempts}},
            "DestinationConfig": { "OnFailure": { "Destination": { "Fn::GetAtt": ["Watchdog", "Arn"] } } } } } } }
        """);
}
