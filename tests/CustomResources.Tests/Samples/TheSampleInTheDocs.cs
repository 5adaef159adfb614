using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.CustomResources.Tests.Samples;

public sealed class TheSampleInTheDocs
{
    [Fact]
    public void IsTheCodeThatIsCompiledHere()
    {
        var sample = File.ReadAllText(Path.Combine(Here(), "GreetingProperties.cs"));
        var page = File.ReadAllText(Path.Combine(Here(), "../../../docs/writing-a-provider.md"));

        page.ShouldContain(sample[sample.IndexOf("sealed record", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task AnswersACreate()
    {
        var request = """
            { "RequestType": "Create", "StackId": "s", "RequestId": "r", "LogicalResourceId": "Hello", "ResourceType": "Custom::Greeting",
              "ResourceProperties": { "ServiceToken": "t", "Name": "Ada", "Times": "2" } }
            """;

        var answer = await GreetingFunction.Create(NullLogger.Instance).HandleAsync(Encoding.UTF8.GetBytes(request), new FunctionInvocation("i", null));

        var document = JsonElement.Parse(answer.Span);
        document.GetProperty("Status").GetString().ShouldBe("SUCCESS");
        document.GetProperty("Data").GetProperty("Text").GetString().ShouldBe("Hello Ada! Hello Ada!");
    }

    static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
