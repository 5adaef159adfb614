using System.Collections.Concurrent;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Tests.Postgres;

namespace Lockstep.Rehearsal.Tests.CloudFormation.Functions;

/// <summary>A stack with real processes: a function, its version, and a function that takes the version.</summary>
public sealed class AFleetOfFunctions : IAsyncDisposable
{
    readonly ConcurrentQueue<string> _output = new();
    readonly Scratch _scratch = new();
    readonly ImageRegistry _images = new();
    readonly FunctionFleet _functions;
    readonly Stack _stack;

    public AFleetOfFunctions()
    {
        _functions = new(_images, [TimeSpan.Zero, TimeSpan.Zero], TimeProvider.System);
        _stack = new(new() { Name = "shop", Types = [new FunctionType(_functions), new VersionType(_functions)] });
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Worker => _stack.Find("Worker")!.Attributes["Arn"];

    [Fact]
    public async Task RunsTheImageThatIsDeployed()
    {
        Push("worker:1", "echo one $AWS_LAMBDA_FUNCTION_NAME; exit 1");
        Push("worker:2", "echo two; exit 1");
        await _stack.CreateAsync(Template("worker:1", "v1"), Token);
        await _functions.InvokeAsync(Worker, "{}"u8.ToArray());
        await _stack.UpdateAsync(Template("worker:2", "v2"), Token);

        var run = await _functions.InvokeAsync(Worker, "{}"u8.ToArray());
        await _functions.DisposeAsync();

        run!.Image.ShouldBe("worker:2");
        _output.ShouldBe([.. Enumerable.Repeat($"one {Worker.Split(':')[^1]}", 3), "two", "two", "two"], ignoreOrder: true);
    }

    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    [Fact]
    public async Task RunsAnEventThreeTimesThatEndsInAnError()
    {
        Push("worker:1", "exit 3");
        await _stack.CreateAsync(Template("worker:1", "v1"), Token);

        var run = await _functions.InvokeAsync(Worker, "{}"u8.ToArray());

        run!.Runs.ShouldBe(3);
        run.Result.ShouldBeOfType<Exited>().ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task KnowsNoFunctionThatIsNotDeployed()
    {
        (await _functions.InvokeAsync("arn:aws:lambda:eu-west-1:123456789012:function:none", "{}"u8.ToArray())).ShouldBeNull();

        Push("worker:1", "exit 3");
        await _stack.CreateAsync(Template("worker:1", "v1"), Token);
        var arn = Worker;
        await _stack.DeleteAsync(Token);
        (await _functions.InvokeAsync(arn, "{}"u8.ToArray())).ShouldBeNull();
    }

    [Fact]
    public async Task NumbersVersionsUpwardsAlsoAfterARollback()
    {
        Push("worker:1", "exit 3");
        Push("worker:2", "exit 3");
        await _stack.CreateAsync(Template("worker:1", "v1"), Token);
        Taken().ShouldBe("1");

        await _stack.UpdateAsync(Template("worker:2", "v2", api: "api:missing"), Token);
        _stack.Status.ShouldBe(Status.UpdateRollbackComplete);
        Taken().ShouldBe("1");

        await _stack.UpdateAsync(Template("worker:2", "v2"), Token);
        Taken().ShouldBe("3");
    }

    [Fact]
    public async Task FailsAsLambdaDoesForAnImageThatIsNotThere()
    {
        await _stack.CreateAsync(Template("worker:1", "v1"), Token);

        _stack.Events.ShouldContain(told => told.ResourceStatus == Status.CreateFailed
            && told.ResourceStatusReason!.StartsWith(
                "Resource handler returned message: \"Source image worker:1 does not exist. Provide a valid source image. (Service: Lambda",
                StringComparison.Ordinal));
        _stack.Status.ShouldBe(Status.RollbackComplete);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        _scratch.Dispose();
    }

    string? Taken() => _functions.EnvironmentOf(_stack.Find("Api")!.Attributes["Arn"])?["WORKER_VERSION"];

    void Push(string image, string script)
    {
        _images.Push("api:1");
        _images.Push(image, new FunctionOptions
        {
            Executable = _scratch.Script($"{image.Replace(':', '-')}/bootstrap", script),
            Output = line => _output.Enqueue(line.Line),
        });
    }

    static StackTemplate Template(string image, string version, string api = "api:1") => StackTemplate.Parse($$"""
        { "Resources": {
          "Worker": { "Type": "AWS::Lambda::Function", "Properties": { "Code": { "ImageUri": "{{image}}" } } },
          "{{version}}": { "Type": "AWS::Lambda::Version", "Properties": { "FunctionName": { "Ref": "Worker" } } },
          "Api": { "Type": "AWS::Lambda::Function", "Properties": {
            "Code": { "ImageUri": "{{api}}" },
            "Environment": { "Variables": { "WORKER_VERSION": { "Fn::GetAtt": ["{{version}}", "Version"] } } } } } } }
        """);
}
