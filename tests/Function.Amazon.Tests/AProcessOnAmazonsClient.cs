using System.Reflection;
using System.Text;
using System.Text.Json;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Function.Amazon.Tests;

/// <summary>The executable, on the Runtime API that the rehearsal speaks.</summary>
public sealed class AProcessOnAmazonsClient
{
    static readonly string Bootstrap = typeof(AProcessOnAmazonsClient).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "Bootstrap").Value!;

    [Fact]
    public async Task AnswersALocalEvent()
    {
        await using var function = new FunctionProcess(new FunctionOptions
        {
            Executable = Bootstrap,
            Timeout = TimeSpan.FromSeconds(60),
            InitTimeout = TimeSpan.FromSeconds(60),
        });

        var result = await function.InvokeAsync(
            """{"RequestType":"Create","ResourceType":"Custom::DatabaseMigration"}"""u8.ToArray(), TestContext.Current.CancellationToken);

        var answer = JsonElement.Parse(result.ShouldBeOfType<Responded>(Encoding.UTF8.GetString(result.Body.Span)).Body.Span);
        answer.GetProperty("Status").GetString().ShouldBe("FAILED");
        answer.GetProperty("Reason").GetString()!.ShouldContain("StackId is missing");
    }
}
