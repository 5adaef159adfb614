using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Logging;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;
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
    public async Task MeasureWhatTheAlarmLooksFor()
    {
        var alarm = Template["RollbackNotReverted"].Properties;
        var dimension = alarm["Dimensions"]!.AsArray().ShouldHaveSingleItem()!;

        var line = (await LinesOfAFruitlessRollbackAsync()).Where(line => line.TryGetProperty("_aws", out _)).ShouldHaveSingleItem();
        var metrics = line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];

        line.GetProperty("level").GetString().ShouldBe("ERROR");
        metrics.GetProperty("Namespace").GetString().ShouldBe($"{alarm["Namespace"]}");
        metrics.GetProperty("Metrics")[0].GetProperty("Name").GetString().ShouldBe($"{alarm["MetricName"]}");
        line.GetProperty($"{alarm["MetricName"]}").GetInt32().ShouldBe(1);
        metrics.GetProperty("Dimensions").GetRawText().ShouldBe($"""[["{dimension["Name"]}"]]""");
        $"{dimension["Value"]!["Ref"]}".ShouldBe("AWS::StackName");
        line.GetProperty($"{dimension["Name"]}").GetString().ShouldBe("shop");
    }

    // Nothing listens there, and the quarter of an hour for which a rollback waits is over, so nothing is reverted.
    static async Task<IReadOnlyList<JsonElement>> LinesOfAFruitlessRollbackAsync()
    {
        var members = Event("Custom::DatabaseMigration", "Update", Properties("1"));
        members["OldResourceProperties"] = Properties("2");
        members["PhysicalResourceId"] = "lockstep:postgres://127.0.0.1/shop/public";
        members["ResponseURL"] = "http://bucket.test/answer?X-Amz-Date="
            + $"{TimeProvider.System.GetUtcNow().AddMinutes(-16):yyyyMMdd'T'HHmmss'Z'}&X-Amz-Expires=7200";
        using var lines = new MemoryStream();
        using var http = new AcceptingBucket();
        var function = new CustomResourceFunction(
            new FunctionEnvironment
            {
                Http = http,
                Log = new JsonLinesLogger(lines, LogLevel.Information, TimeProvider.System),
                ResponseHosts = ResponseHosts.Parse("bucket.test"),
            },
            Served.All);
        await function.HandleAsync(
            JsonSerializer.SerializeToUtf8Bytes(members),
            new FunctionInvocation("1", TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(3)));
        return [.. Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    static JsonObject Properties(string revision) => new()
    {
        ["Revision"] = revision,
        ["Host"] = "127.0.0.1",
        ["Port"] = "1",
        ["Database"] = "shop",
        ["Username"] = "nobody",
        ["Authentication"] = "None",
        ["SslMode"] = "Disable",
    };

    static async Task<string> ReasonAsync(Resource resource, JsonObject properties)
    {
        var members = Event(resource.Type, "Create", properties);
        using var http = ResponseHttp.CreateHandler();
        var function = new CustomResourceFunction(new FunctionEnvironment { Http = http }, Served.Of(resource.Type));
        var answer = await function.HandleAsync(JsonSerializer.SerializeToUtf8Bytes(members), new FunctionInvocation("1", null));
        return JsonElement.Parse(answer.Span).GetProperty("Reason").GetString()!;
    }

    static JsonObject Event(string resourceType, string type, JsonObject properties) => new()
    {
        ["RequestType"] = type,
        ["StackId"] = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1",
        ["RequestId"] = "1",
        ["LogicalResourceId"] = "Resource",
        ["ResourceType"] = resourceType,
        ["ResourceProperties"] = properties,
    };

    sealed class AcceptingBucket : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
