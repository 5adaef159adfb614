using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

public sealed class AnAccountInVirtualTime
{
    // docs/architecture.md
    [Fact]
    public void IsUsedAsTheDocumentationSays()
    {
        var seed = 1;
        var account = new SimulatedAccount(seed) { Switches = new() { DuplicateDelivery = [new(2, TimeSpan.FromMinutes(3))], Drop = [5] } };
        var provider = new ScriptedProvider(account.Bucket, account.Time) { Takes = _ => TimeSpan.FromMinutes(10) };
        var token = account.Deploy("provider", provider.HandleAsync, TimeSpan.FromMinutes(15));
        StackTemplate Template(string value) => new TemplateBuilder()
            .Add("Migration", "Custom::Thing", new JsonObject { ["ServiceToken"] = token, ["In"] = value })
            .Add("Api", TestType.Name, new JsonObject { ["In"] = TemplateBuilder.GetAtt("Migration", "Out"), ["Fails"] = "Update" })
            .Build();

        var shop = account.NewStack("shop");
        shop.Play(new CreateStack(Template("1"))).Status.ShouldBe(Status.CreateComplete);
        var result = shop.Play(new UpdateStack(Template("2"), CancelAfter: TimeSpan.FromMinutes(1)));
        account.Settle();

        (result.Status, result.Took).ShouldBe((Status.UpdateRollbackComplete, new TimeSpan(0, 11, 2)));
        result.Wire.Select(exchange => exchange.IsAbandoned).ShouldBe([true, false]);
        result.Wire[0].Queued!.Runs.Count.ShouldBe(2);
    }
}
