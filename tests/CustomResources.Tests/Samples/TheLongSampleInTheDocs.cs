using System.Runtime.CompilerServices;
using Lockstep.CustomResources.Tests.Support;
using Lockstep.Samples;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.CustomResources.Tests.Samples;

/// <summary>The resource of docs/writing-a-provider.md that needs more time than an invocation has.</summary>
public sealed class TheLongSampleInTheDocs
{
    readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 1, 12, 0, 5, TimeSpan.Zero));
    readonly Runs _runs = new();

    [Fact]
    public void IsTheCodeThatIsCompiledHere()
    {
        var sample = File.ReadAllText(Path.Combine(Here(), "Copy.cs"));

        var start = sample.IndexOf("    async Task<ResourceOutcome> CopyAsync", StringComparison.Ordinal);
        var end = sample.IndexOf("\n}\n\nsealed record", StringComparison.Ordinal);

        Page().ShouldContain($"```csharp\n{sample[start..end]}\n```\n");
    }

    [Fact]
    public async Task CopiesFortyPiecesInThreeRuns()
    {
        var warehouse = new Warehouse(_clock);

        var answer = await CreateAsync(warehouse, pieces: 40);

        answer.Status().ShouldBe("SUCCESS");
        (warehouse.Copied, _runs.All.Count).ShouldBe((40, 2));
    }

    [Fact]
    public async Task FailsWithWhatIsDoneWhenAnHourIsNotEnough()
    {
        var answer = await CreateAsync(new Warehouse(_clock), pieces: 4000);

        answer.Reason().ShouldMatch("^[0-9]+ of 4000 pieces were copied when the time was over\\.$");
        (_clock.GetUtcNow() - new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero)).ShouldBeLessThan(TimeSpan.FromHours(1));
    }

    async Task<System.Text.Json.JsonElement> CreateAsync(Warehouse warehouse, int pieces)
    {
        using var bucket = new Bucket();
        var function = new CustomResourceFunction(
            new FunctionEnvironment { Http = bucket, Clock = _clock, InvokeAsync = _runs.TakeAsync }, Copy.Define(warehouse));
        var next = Events.Create($$"""{"Name":"c","Pieces":"{{pieces}}"}""").With("ResourceType", "Custom::Copy").Bytes();
        do
        {
            var invocation = new FunctionInvocation(Guid.NewGuid().ToString(), _clock.GetUtcNow().AddMinutes(15))
            {
                FunctionArn = Events.FunctionArn,
            };
            await function.HandleAsync(next, invocation);
        }
        while (_runs.TryNext(out next));

        return bucket.Answer;
    }

    static string Page() => File.ReadAllText(Path.Combine(Here(), "../../../docs/writing-a-provider.md"));

    static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    sealed class Warehouse(FakeTimeProvider clock) : Copy.IWarehouse
    {
        public int Copied { get; private set; }

        public Task<int> CopiedAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Copied);

        public Task CopyNextAsync(string name, CancellationToken cancellationToken)
        {
            clock.Advance(TimeSpan.FromSeconds(50));
            Copied++;
            return Task.CompletedTask;
        }
    }
}
