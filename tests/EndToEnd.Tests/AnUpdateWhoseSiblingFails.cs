using Lockstep.EndToEnd.Tests.Living;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Inspecting;

namespace Lockstep.EndToEnd.Tests;

/// <summary>
/// Another resource of the stack fails while the migration's Update is in the middle of a script: CloudFormation waits no longer
/// for its answer, and sends the Update that takes it back while the function is still at work.
/// </summary>
public sealed class AnUpdateWhoseSiblingFails(SharedPostgres postgres) : StackWithASibling(postgres, RequestKind.Update)
{
    static readonly (string, string)[] First =
    [
        ("1_items.sql", "CREATE TABLE items (id int)"), ("1_items.down.sql", "DROP TABLE items"),
        ("repeatable/all_items.sql", "CREATE OR REPLACE VIEW all_items AS SELECT id FROM items"),
        ("repeatable/all_items.down.sql", "DROP VIEW all_items"),
    ];

    [Theory]
    [InlineData("Batch")]
    [InlineData("Script")]
    public async Task TakesBackWhatItHadDone(string mode)
    {
        await Stage.Stack.CreateAsync(Template(1, mode), Token);
        await Database.ExecuteAsync("INSERT INTO items VALUES (1)");
        var before = await Database.LookAsync();
        await using var latch = await HoldAsync();

        await FailAsync(Stage.Stack.UpdateAsync(Template(2, mode), Token));

        Stage.Stack.Status.ShouldBe(Status.UpdateRollbackComplete, string.Join('\n', Stage.Stack.Events));
        var (update, rollback) = (Stage.Wire.Exchanges[1], Stage.Wire.Exchanges[2]);
        (update.Request.Kind, update.IsAbandoned).ShouldBe((RequestKind.Update, true));
        (rollback.Request.Kind, Stage.Wire.Exchanges.Count).ShouldBe((RequestKind.Update, 3));
        rollback.Verdict.ShouldBeOfType<AcceptedAnswer>().Answer.Reason.ShouldBeNull();
        await CheckAsync(before);

        // The lock that the script waited for is free: whatever is left of the Update may run on, and does nothing.
        await LetGoAsync(latch, update);
        update.Deliveries.ShouldBeEmpty();
        await CheckAsync(before);
    }

    [Fact]
    public async Task IsDeployedOnceMoreWhenTheSiblingIsMended()
    {
        await Stage.Stack.CreateAsync(Template(1, "Batch"), Token);
        await using (await HoldAsync())
        {
            await FailAsync(Stage.Stack.UpdateAsync(Template(2, "Batch"), Token));
        }

        await Stage.Stack.UpdateAsync(Template(2, "Batch"), Token);

        Stage.Stack.Status.ShouldBe(Status.UpdateComplete, string.Join('\n', Stage.Stack.Events));
        (await Database.ColumnAsync("SELECT name FROM lockstep.journal WHERE state = 'applied' ORDER BY name"))
            .ShouldBe(["1_items.sql", "2_more.sql", "3_index.sql", "4_wait.sql", "repeatable/all_items.sql"]);
    }

    private protected override void Push(LifeFunctions images)
    {
        images.Push(LifeTemplate.Image(1), First);
        images.Push(
            LifeTemplate.Image(2),
            [
                .. First,
                ("2_more.sql", "ALTER TABLE items ADD COLUMN more int"),
                ("2_more.down.sql", "ALTER TABLE items DROP COLUMN more"),
                ("3_index.sql", "-- lockstep: no-transaction\nCREATE INDEX CONCURRENTLY byid ON items (id)"),
                ("3_index.down.sql", "-- lockstep: no-transaction\nDROP INDEX CONCURRENTLY byid"),
                ("4_wait.sql", $"CREATE TABLE late (id int);\n{Wait}"),
                ("4_wait.down.sql", "DROP TABLE late"),
            ]);
    }

    async Task CheckAsync(Catalogue before)
    {
        before.DifferenceTo(await Database.LookAsync()).ShouldBeEmpty();
        (await Database.ColumnAsync("SELECT id FROM items")).ShouldBe(["1"]);
        (await Database.ColumnAsync("SELECT name FROM lockstep.journal WHERE state <> 'reverted' ORDER BY name"))
            .ShouldBe(["1_items.sql", "repeatable/all_items.sql"]);
        (await Database.ColumnAsync("SELECT state FROM lockstep.deployment ORDER BY id"))
            .ShouldBe(["succeeded", "reverted", "succeeded"]);
    }

    static StackTemplate Template(int image, string mode) => LifeTemplate.WithMigration(image, new() { ["Transaction"] = mode })
        .Add("Sibling", SiblingType.Name, new() { ["In"] = LifeTemplate.Image(image) }).Build();
}
