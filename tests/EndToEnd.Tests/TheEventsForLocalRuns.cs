using System.Text.Json;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

/// <summary>What <c>events/</c> promises to somebody who plays them one after the other.</summary>
public sealed class TheEventsForLocalRuns
{
    [Fact]
    public async Task PlayTheLifeOfADatabase()
    {
        await using var function = new FunctionProcess(new FunctionOptions
        {
            Executable = Built.Bootstrap,
            Timeout = TimeSpan.FromSeconds(90),
            InitTimeout = TimeSpan.FromSeconds(60),
        });

        await PlayAsync(function);
    }

    /// <summary>Create, what operators ask, update, rollback, delete; the state after each.</summary>
    internal static async Task PlayAsync(FunctionProcess function)
    {
        await using var events = await LocalEvents.StartAsync();

        var created = (await events.InvokeAsync(function, "create")).ShouldSucceed();
        created["SchemaVersion"].ShouldBe("4");
        var before = await events.TablesAsync();
        before.Contains("customers", StringComparer.Ordinal).ShouldBeTrue();

        var status = await events.AskAsync(function, "status");
        (Text(status, "DatabaseVersion"), Text(status, "ImageVersion")).ShouldBe(("4", "14"), status.GetRawText());
        Text(await events.AskAsync(function, "unlock"), "Outcome").ShouldBe("NotHeld");
        var plan = await events.AskAsync(function, "plan");
        plan.GetProperty("Refusals").GetArrayLength().ShouldBe(0, plan.GetRawText());
        plan.GetProperty("Syntax").GetProperty("Findings").GetArrayLength().ShouldBe(0, plan.GetRawText());

        var updated = (await events.InvokeAsync(function, "update")).ShouldSucceed();
        updated["DatabaseVersion"].ShouldBe(Text(plan, "VersionAfter"));

        var back = (await events.InvokeAsync(function, "rollback")).ShouldSucceed();
        (back["DatabaseVersion"], back["RevertedCount"]).ShouldBe(("4", updated["AppliedCount"]), back.Reason);
        (await events.TablesAsync()).ShouldBe(before);

        (await events.InvokeAsync(function, "delete")).ShouldSucceed();
        (await events.DatabaseExistsAsync()).ShouldBeFalse();
    }

    static string? Text(JsonElement document, string member) => document.GetProperty(member).GetString();
}
