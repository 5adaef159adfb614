using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Responses;
using Lockstep.PostgresMigrations;
using Lockstep.Template.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.Template.Tests;

/// <summary>What the template says of our resources is what their code understands.</summary>
public sealed class TheCustomResources
{
    // The one property that does not bind: an answer that names another one, too, tells of one that doesn't either.
    const string Stranger = "NoSuchProperty";

    static StackTemplate Template => StackTemplate.Project;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HavePropertiesThatBind(bool isProduction)
    {
        foreach (var resource in Template.Custom)
        {
            var properties = Sample.Of(resource, isProduction);
            properties[Stranger] = "1";

            (await ReasonAsync(resource, properties))
                .ShouldBe($"Invalid properties of {resource.Type}: {Stranger} is not a property.");
        }
    }

    [Fact]
    public void GiveEveryAttributeThatIsAskedOfThem() =>
        (from reference in Template.References
         where reference.Attribute is not null && Template.Resources.TryGetValue(reference.Name, out var resource)
            && resource.Type.StartsWith("Custom::", StringComparison.Ordinal)
            && !Served.Of(resource.Type).Attributes.Contains(reference.Attribute, StringComparer.Ordinal)
         select $"{reference.Name}.{reference.Attribute}").ShouldBeEmpty();

    [Fact]
    public void LogWhatTheAlarmLooksFor()
    {
        var message = typeof(DatabaseMigration).Assembly.GetType("Lockstep.PostgresMigrations.Log", throwOnError: true)!
            .GetMethod("RollbackNotReverted")!.GetCustomAttribute<LoggerMessageAttribute>()!;
        var start = message.Message[..message.Message.IndexOf(':', StringComparison.Ordinal)];

        message.Level.ShouldBe(LogLevel.Error);
        Template["RollbackNotRevertedFilter"]["FilterPattern"]
            .ShouldBe($$"""{ $.level = "ERROR" && $.message = "{{start}}*" }""");
    }

    static async Task<string> ReasonAsync(Resource resource, JsonObject properties)
    {
        var members = new JsonObject
        {
            ["RequestType"] = "Create",
            ["StackId"] = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1",
            ["RequestId"] = "1",
            ["LogicalResourceId"] = resource.Id,
            ["ResourceType"] = resource.Type,
            ["ResourceProperties"] = properties,
        };
        using var http = ResponseHttp.CreateHandler();
        var function = new CustomResourceFunction(new FunctionEnvironment { Http = http }, Served.Of(resource.Type));
        var answer = await function.HandleAsync(JsonSerializer.SerializeToUtf8Bytes(members), new FunctionInvocation("1", null));
        return JsonElement.Parse(answer.Span).GetProperty("Reason").GetString()!;
    }
}
