using System.Collections.Concurrent;
using System.Text.Json;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Tests.Postgres;

namespace Lockstep.Rehearsal.Tests.Lambda;

public sealed class AFunctionInJavaScript : IDisposable
{
    readonly Scratch _scratch = new();
    readonly ConcurrentQueue<string> _output = new();
    readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReturnsOrThrowsAndGoesOn()
    {
        await using var function = Function("exports.handler = async ({ n }) => { if (n < 0) throw new RangeError('too small'); return n * 2; };");

        (await function.InvokeAsync("""{"n":2}"""u8.ToArray(), Token)).ShouldBeOfType<Responded>().Text().ShouldBe("4");
        (await function.InvokeAsync("""{"n":-1}"""u8.ToArray(), Token)).ShouldBeOfType<FunctionFailed>().Text()
            .ShouldBe("""{"errorType":"RangeError","errorMessage":"too small"}""");
        (await function.InvokeAsync("""{"n":3}"""u8.ToArray(), Token)).ShouldBeOfType<Responded>().Text().ShouldBe("6");
        function.ProcessIds.Count.ShouldBe(1);
    }

    [Fact]
    public async Task FinishesItsWorkWhenItIsRetiredAndIsOverThen()
    {
        var signal = Path.Combine(_scratch.Folder, "go on");
        await using var function = Function($$"""
            const { existsSync } = require('fs');
            exports.handler = async () => {
              console.log('begun');
              while (!existsSync({{JsonSerializer.Serialize(signal)}})) await new Promise(resolve => setTimeout(resolve, 10));
              return 'done';
            };
            """);
        var working = function.InvokeAsync("{}"u8.ToArray(), Token);
        await _begun.Task.WaitAsync(Token);

        await function.RetireAsync();
        function.ProcessIds.Count.ShouldBe(1);
        await File.WriteAllTextAsync(signal, "", Token);

        (await working).ShouldBeOfType<Responded>().Text().ShouldBe("\"done\"");
        function.ProcessIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsOverAtOnceWhenItIsRetiredWithoutWork()
    {
        await using var function = Function("exports.handler = async () => 1;");
        await function.InvokeAsync("{}"u8.ToArray(), Token);

        await function.RetireAsync();

        function.ProcessIds.ShouldBeEmpty();
    }

    public void Dispose() => _scratch.Dispose();

    FunctionProcess Function(string code)
    {
        Assert.SkipWhen(NodeRuntime.Executable is null, "node is not installed.");
        return new(NodeRuntime.Program(NodeRuntime.Executable, code, _scratch.Make("function")) with { Output = Take });
    }

    void Take(FunctionOutput output)
    {
        _output.Enqueue(output.Line);
        _begun.TrySetResult();
    }
}
