using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Commands;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

/// <summary>An operator asks; CloudFormation does not wait for anything.</summary>
public sealed class ADirectInvocation
{
    [Fact]
    public async Task IsCarriedOutAndItsDocumentIsTheResult()
    {
        var document = await AskAsync(new() { ["Command"] = "look", ["ResourceProperties"] = new JsonObject { ["Name"] = "x" } });

        document.GetRawText().ShouldBe("""{"Command":"look","Name":"x","Deep":null,"Stack":"","Password":"***"}""");
    }

    [Fact]
    public async Task HasTheOptionsOfItsCommandAndSaysWhoseItIs()
    {
        var document = await AskAsync(new() { ["Command"] = "look", ["Deep"] = true, ["StackId"] = "arn" });

        document.GetProperty("Deep").GetString().ShouldBe("true");
        document.GetProperty("Stack").GetString().ShouldBe("arn");
    }

    [Fact]
    public async Task IsToldEverythingThatIsWrongWithIt()
    {
        (await ErrorAsync(new() { ["Command"] = "lok" })).ShouldBe(
            "There is no command 'lok'. Did you mean look? This function knows look: "
                + """send {"Command": NAME, "ResourceProperties": {the resource's, as in the template}}.""");
        (await ErrorAsync(new() { ["Command"] = new JsonArray() })).ShouldStartWith("Command is not a text.");
        (await ErrorAsync(new() { ["Command"] = "look", ["Dep"] = "1", ["RequestId"] = "1", ["ResourceProperties"] = 5 })).ShouldBe(
            "Invalid event of the command look: ResourceProperties is not an object; RequestId is not a member of it; "
                + "Dep is not a member of it; did you mean Deep?.");
        (await ErrorAsync(new() { ["Command"] = "look", ["ResourceProperties"] = new JsonObject { ["Naem"] = "x", ["Price"] = "y" } }))
            .ShouldStartWith("Invalid properties of the command look: ");
    }

    [Theory]
    [InlineData("RequestType", "Create")]
    [InlineData("ResponseURL", Events.Url)]
    [InlineData("ResponseURL", "")]
    public async Task IsNoRequestOfCloudFormations(string member, string value)
    {
        var provider = new Provider();
        var asked = new JsonObject { ["Command"] = "look", [member] = value };

        var result = JsonElement.Parse((await Function(provider).HandleAsync(asked.Bytes(), provider.Invocation)).Span);

        result.TryGetProperty("Command", out _).ShouldBeFalse();
        var answer = value == Events.Url ? provider.Bucket.Answer : result;
        answer.Status().ShouldBe("FAILED");
    }

    [Fact]
    public async Task MeansNothingToAFunctionWithoutCommands()
    {
        var provider = new Provider();

        var answer = JsonElement.Parse((await provider.HandleAsync(new JsonObject { ["Command"] = "look" }.Bytes())).Span);

        answer.Reason().ShouldContain("RequestType is missing");
    }

    [Fact]
    public async Task ThatFailsIsToldWhatAPersonMayKnow()
    {
        (await ErrorAsync(new() { ["Command"] = "look" }, new InvalidOperationException("inner workings")))
            .ShouldBe("InvalidOperationException: the log has the details.");
        (await ErrorAsync(new() { ["Command"] = "look" }, new CustomResourceException("It is dark, says hunter2.")))
            .ShouldBe("It is dark, says ***.");
    }

    static async Task<string> ErrorAsync(JsonObject asked, Exception? failure = null) =>
        (await AskAsync(asked, failure)).GetProperty("Error").GetString()!;

    static async Task<JsonElement> AskAsync(JsonObject asked, Exception? failure = null)
    {
        var provider = new Provider();
        var result = await Function(provider, failure).HandleAsync(asked.Bytes(), provider.Invocation);
        provider.Bucket.Puts.ShouldBeEmpty();
        return JsonElement.Parse(result.Span);
    }

    static CustomResourceFunction Function(Provider provider, Exception? failure = null) => new(
        provider.Environment, ResourceDefinition.For("Custom::Thing", provider.Thing, ThingContext.Default.ThingProperties))
    {
        Commands =
        [
            CommandDefinition.For("look", new Look(failure), ThingContext.Default.ThingProperties) with { Options = ["Deep"] },
        ],
    };

    sealed class Look(Exception? failure) : ICommand<ThingProperties>
    {
        public Task<JsonElement> RunAsync(CommandRequest<ThingProperties> request, CancellationToken cancellationToken)
        {
            request.Context.Secrets.Hide("hunter2");
            return failure is null
                ? Task.FromResult(JsonSerializer.SerializeToElement(new JsonObject
                {
                    ["Command"] = request.Context.RequestType,
                    ["Name"] = request.Properties.Name,
                    ["Deep"] = request.Options.GetValueOrDefault("Deep"),
                    ["Stack"] = request.Context.StackId,
                    ["Password"] = "hunter2",
                }))
                : throw failure;
        }
    }
}
