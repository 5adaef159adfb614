using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Tests.Support;
using Lockstep.Samples;

namespace Lockstep.CustomResources.Tests.Samples;

/// <summary>The resource of docs/writing-a-provider.md, through a life with CloudFormation's events.</summary>
public sealed class TheSampleInTheDocs
{
    const string Small = """{"ServiceToken":"arn","Prefix":"logs","Length":"8"}""";
    const string Large = """{"ServiceToken":"arn","Prefix":"logs","Length":"12"}""";

    [Fact]
    public void IsTheCodeThatIsCompiledHere()
    {
        var sample = File.ReadAllText(Path.Combine(Here(), "UniqueName.cs"));

        Page().ShouldContain($"```csharp\n{sample}```\n");
    }

    [Fact]
    public void HasThirtyLinesAtMostBesideItsUsings() =>
        File.ReadLines(Path.Combine(Here(), "UniqueName.cs"))
            .Count(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal))
            .ShouldBeLessThanOrEqualTo(30);

    [Fact]
    public async Task IsWiredAsThePageSays()
    {
        const string Wiring = """
            var function = new CustomResourceFunction(
                new FunctionEnvironment { Http = ResponseHttp.CreateHandler(), Log = log },
                UniqueName.Define());
            """;
        var log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        var function = new CustomResourceFunction(
            new FunctionEnvironment { Http = Responses.ResponseHttp.CreateHandler(), Log = log },
            UniqueName.Define());

        var local = await function.HandleAsync(Event("Create", Small).Without("ResponseURL").Bytes(), new FunctionInvocation("1", null));

        Page().ShouldContain(Wiring);
        JsonElement.Parse(local.Span).Status().ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task IsCreatedChangedTakenBackAndDeleted()
    {
        var created = await SendAsync(Event("Create", Small));
        var changed = await SendAsync(Event("Update", Large, created.Id(), Small));
        var back = await SendAsync(Event("Update", Small, changed.Id(), Large));
        var deleted = await SendAsync(Event("Delete", Large, changed.Id()));

        created.Attribute("Name").ShouldBe(created.Id());
        created.Id().ShouldMatch("^logs-[0-9a-f]{8}$");
        changed.Id().ShouldMatch("^logs-[0-9a-f]{12}$");
        changed.Id().ShouldStartWith(created.Id());
        back.GetRawText().ShouldBe(created.GetRawText());
        (deleted.Status(), deleted.Id()).ShouldBe(("SUCCESS", changed.Id()));
    }

    [Fact]
    public async Task GivesTheSameAnswerHoweverOftenItIsAsked()
    {
        var one = await SendAsync(Event("Create", Small));
        var two = await SendAsync(Event("Create", Small));
        var elsewhere = await SendAsync(Event("Create", Small).With("StackId", $"{Events.StackId}2"));

        two.GetRawText().ShouldBe(one.GetRawText());
        (elsewhere.Id() == one.Id()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"Length":"3"}""", "Invalid properties of Custom::UniqueName: Length: 4 to 32.")]
    [InlineData("""{"Lenght":"8"}""", "Invalid properties of Custom::UniqueName: Lenght is not a property (did you mean Length?).")]
    public async Task SaysWhatIsWrongWithItsProperties(string properties, string reason)
    {
        var answer = await SendAsync(Event("Create", properties));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe(reason);
    }

    static async Task<JsonElement> SendAsync(JsonObject request)
    {
        using var bucket = new Bucket();
        var function = new CustomResourceFunction(new FunctionEnvironment { Http = bucket }, UniqueName.Define());
        await function.HandleAsync(request.Bytes(), new FunctionInvocation("1", null));
        return bucket.Answer;
    }

    static JsonObject Event(string type, string properties, string? id = null, string? old = null)
    {
        var request = type == "Create" ? Events.Create(properties)
            : type == "Update" ? Events.Update(id!, properties, old!)
            : Events.Delete(id!, properties);
        return request.With("ResourceType", "Custom::UniqueName");
    }

    static string Page() => File.ReadAllText(Path.Combine(Here(), "../../../docs/writing-a-provider.md"));

    static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
