using Lockstep.EndToEnd.Tests.Living;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Inspecting;

namespace Lockstep.EndToEnd.Tests;

/// <summary>
/// Another resource of the stack fails while the migration's Create is in the middle of a script: CloudFormation has no id for
/// it yet, makes one up, and sends its Delete while the function is still at work (remind101/empire#918).
/// </summary>
public sealed class ACreateWhoseSiblingFails(SharedPostgres postgres) : StackWithASibling(postgres, RequestKind.Create)
{
    [Theory]
    [InlineData("Retain")]
    [InlineData("Revert")]
    [InlineData("DropSchema")]
    public async Task LeavesNothingOfIt(string onDelete)
    {
        var before = await Database.LookAsync();
        await using var latch = await HoldAsync();

        await FailAsync(Stage.Stack.CreateAsync(Template(onDelete), Token));

        Stage.Stack.Status.ShouldBe(Status.RollbackComplete, string.Join('\n', Stage.Stack.Events));
        var (create, delete) = (Stage.Wire.Exchanges[0], Stage.Wire.Exchanges[1]);
        (create.Request.Kind, create.IsAbandoned).ShouldBe((RequestKind.Create, true));
        delete.Request.PhysicalId.ShouldNotBeNull().ShouldStartWith("shop-Migration-");
        delete.Verdict.ShouldBeOfType<AcceptedAnswer>().Answer.Reason.ShouldBeNull();
        await CheckAsync(before);

        // The lock that the script waited for is free: whatever is left of the Create may run on, and does nothing.
        await LetGoAsync(latch, create);
        await CheckAsync(before);
    }

    private protected override void Push(LifeFunctions images)
    {
        images.Push(
            LifeTemplate.Image(1),
            [
                ("1_items.sql", "CREATE TABLE items (id int)"), ("1_items.down.sql", "DROP TABLE items"),
                ("2_index.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY byid ON items (id)"),
                ("2_index.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY byid"),
                ("3_wait.sql", $"CREATE TABLE late (id int);\n{Wait}"),
                ("3_wait.down.sql", "DROP TABLE late"),
            ]);
    }

    async Task CheckAsync(Catalogue before)
    {
        before.DifferenceTo(await Database.LookAsync()).ShouldBeEmpty();
        (await Database.ColumnAsync("SELECT name FROM lockstep.journal WHERE state <> 'reverted'")).ShouldBeEmpty();
    }

    static StackTemplate Template(string onDelete) =>
        LifeTemplate.WithMigration(1, new() { ["OnDelete"] = onDelete }).Add("Sibling", SiblingType.Name, []).Build();
}
