using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>An account in virtual time with a stack called shop, whose custom resources one scripted function answers.</summary>
sealed class World
{
    public World(int seed = 1)
    {
        Account = new(seed);
        Provider = new(Account.Bucket, Account.Time);
        Token = Account.Deploy("provider", Provider.HandleAsync, TimeSpan.FromMinutes(15));
        Shop = Account.NewStack("shop");
    }

    public SimulatedAccount Account { get; }

    public ScriptedProvider Provider { get; }

    public string Token { get; }

    public SimulatedStack Shop { get; }

    /// <summary>Custom resource A, and B of AWS's, which do not know of each other.</summary>
    public TemplateBuilder Pair(string a, JsonObject b) => new TemplateBuilder().Add("A", "Custom::Thing", Custom(a)).Add("B", TestType.Name, b);

    public JsonObject Custom(string value, params IEnumerable<(string Name, string Value)> others)
    {
        var properties = new JsonObject { ["ServiceToken"] = Token, ["In"] = value };
        foreach (var (name, text) in others)
        {
            properties[name] = text;
        }

        return properties;
    }

    public static JsonObject Test(params IEnumerable<(string Name, string Value)> properties)
    {
        var all = new JsonObject();
        foreach (var (name, text) in properties)
        {
            all[name] = text;
        }

        return all;
    }

    /// <summary>Creates the stack, and forgets how.</summary>
    public World Created(TemplateBuilder template)
    {
        Shop.Play(new CreateStack(template.Build())).Status.ShouldBe(Status.CreateComplete);
        Provider.Runs.Clear();
        return this;
    }

    /// <summary>Each event with the time since the operation began.</summary>
    public static string Lines(OperationResult result)
    {
        var began = result.Events[0].At;
        return string.Join('\n', result.Events.Select(told =>
            $"{Since(told.At, began)} {told.ResourceStatus} {told.LogicalResourceId} [{(told.ResourceType == StackEvent.StackType ? "" : told.PhysicalResourceId)}] {told.ResourceStatusReason}".TrimEnd()));
    }

    /// <summary>Each request with the time since the first one.</summary>
    public static string Asked(IReadOnlyList<CustomResourceExchange> wire) => string.Join('\n', wire.Select(exchange =>
        $"{Since(exchange.SentAt, wire[0].SentAt)} {exchange.Request.Kind} {exchange.Request.LogicalId} {exchange.Request.PhysicalId} {Change(exchange.Request)}".TrimEnd()));

    /// <summary>What was run: the kind of request and the property.</summary>
    public IEnumerable<string> Ran => Provider.Runs.Select(request => $"{request["RequestType"]} {request["ResourceProperties"]!["In"]}");

    static string Change(ResourceRequest request) =>
        request.OldProperties is { } old ? $"{old["In"]}->{request.Properties["In"]}" : $"{request.Properties["In"]}";

    static string Since(DateTimeOffset at, DateTimeOffset began) => (at - began).ToString("h\\:mm\\:ss", CultureInfo.InvariantCulture);
}
