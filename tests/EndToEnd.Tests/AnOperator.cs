using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

/// <summary>Asks the function's process directly, as <c>aws lambda invoke</c> does.</summary>
public sealed class AnOperator(SharedPostgres postgres)
{
    [Fact]
    public async Task ReadsWhereTheSchemaStandsAndWhatTheNextImageWouldDo()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        (await shop.CreateAsync(shop.Deploy(Image.Old), Shop.Revision(1))).ShouldSucceed();
        var next = shop.Deploy(Image.New);

        var status = await AskAsync(next, "status");
        var plan = await AskAsync(next, "plan");

        status.GetProperty("DatabaseVersion").GetString().ShouldBe("2");
        status.GetProperty("Owner").GetProperty("StackId").GetString().ShouldBe(shop.StackId);
        plan.GetProperty("VersionAfter").GetString().ShouldBe("4");
        plan.GetProperty("Rollback").GetProperty("Outcome").GetString().ShouldBe("Reverts");
        (await shop.RowsAsync("SELECT count(*) FROM lockstep.deployment")).ShouldBe(["1"]);
        (await AskAsync(next, "unlock")).GetProperty("Outcome").GetString().ShouldBe("NotHeld");
    }

    [Fact]
    public async Task IsToldWhatIsWrongInADocument()
    {
        await using var shop = await Shop.OpenAsync(postgres);

        var error = (await AskAsync(shop.Deploy(Image.Old), "unlok")).GetProperty("Error").GetString()!;

        error.ShouldContain("There is no command 'unlok'. Did you mean unlock?");
    }

    [Fact]
    public async Task IsNobodyWhoseEventHasAResponseUrl()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old);
        var question = shop.Ask("Create", Shop.Revision(1));
        question.Event.Remove("RequestType");
        question.Event["Command"] = "status";

        Encoding.UTF8.GetString((await Shop.InvokeAsync(function, question.Event)).Body.Span).ShouldBe("{}");

        question.Slot.Deliveries.ShouldHaveSingleItem();
        (await shop.RowsAsync("SELECT nspname FROM pg_namespace WHERE nspname = 'lockstep'")).ShouldBeEmpty();
    }

    static async Task<JsonElement> AskAsync(FunctionProcess function, string command)
    {
        var result = await Shop.InvokeAsync(
            function, new JsonObject { ["Command"] = command, ["ResourceProperties"] = new JsonObject() });
        return JsonElement.Parse(result.ShouldBeOfType<Responded>().Body.Span);
    }
}
