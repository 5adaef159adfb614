using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>An update whose script builds an index in front of everybody.</summary>
public sealed class ADangerousDeployment(SharedPostgres postgres)
{
    const string Found = "0003_index.sql:2:1: create-index: CREATE INDEX on customers stops every write to the table";

    static readonly (string Name, string Text)[] Index =
    [
        ("0003_index.sql", "-- By name.\nCREATE INDEX customers_name ON customers (name);\nALTER TABLE customers DROP COLUMN id"),
        ("0003_index.down.sql", "ALTER TABLE customers ADD COLUMN id int; DROP INDEX customers_name"),
    ];

    [Fact]
    public async Task IsCarriedOutWithAWarningForEachDanger()
    {
        using var stack = await CreatedAsync();

        (await stack.UpdateAsync(WithIndex(), TestStack.Revision(2))).ShouldSucceed();

        Warnings(stack).Length.ShouldBe(3);
        Warnings(stack)[0].ShouldContain(Found);
        Warnings(stack)[0].ShouldContain("\"level\":\"WARN");
    }

    [Fact]
    public async Task IsRefusedWithAllItsDangersWhereLintIsError()
    {
        using var stack = await CreatedAsync();

        var answer = await stack.UpdateAsync(WithIndex(), TestStack.Revision(2, ("Lint", "Error")));

        answer.ShouldFail($"Nothing was run. {Found}");
        answer.Reason!.ShouldContain("0003_index.sql:3:23: drop-column: ");
        answer.Reason!.ShouldContain("0003_index.sql:3:23: down-cannot-restore: ");
        answer.Reason!.ShouldContain("-- lockstep: allow RULE: reason");
        Warnings(stack).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsCarriedOutWhereLintIsErrorOnceEachDangerIsAllowed()
    {
        using var stack = await CreatedAsync();
        string[] reasons = ["create-index: two customers", "drop-column: no code reads it", "down-cannot-restore: nor will any"];
        var allowing = string.Concat(reasons.Select(reason => $"-- lockstep: allow {reason}\n"));
        var image = WithIndex().And((Index[0].Name, $"{allowing}{Index[0].Text}"));

        (await stack.UpdateAsync(WithIndex(), TestStack.Revision(2, ("Lint", "Error")))).Status.ShouldBe("FAILED");
        var answer = await stack.UpdateAsync(image, TestStack.Revision(3, ("Lint", "Error")));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("1");
        Warnings(stack).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsCarriedOutInSilenceWhereLintIsOff()
    {
        using var stack = await CreatedAsync();

        (await stack.UpdateAsync(WithIndex(), TestStack.Revision(2, ("Lint", "Off")))).ShouldSucceed();

        Warnings(stack).ShouldBeEmpty();
    }

    [Fact]
    public async Task IsJudgedByWhatIsPendingAlone()
    {
        using var stack = await CreatedAsync();
        await stack.UpdateAsync(WithIndex(), TestStack.Revision(2));
        var next = WithIndex().And(("0004_x.sql", "SELECT 1"), ("0004_x.down.sql", "SELECT 1"));

        (await stack.UpdateAsync(next, TestStack.Revision(3, ("Lint", "Error")))).ShouldSucceed();
    }

    [Fact]
    public async Task IsRolledBackWhateverItsLintSays()
    {
        using var stack = await CreatedAsync();
        var refused = TestStack.Revision(2, ("Lint", "Error"));
        (await stack.UpdateAsync(WithIndex(), refused)).Status.ShouldBe("FAILED");

        (await stack.RollBackAsync(Image.With(Shop.First), refused, TestStack.Revision(1, ("Lint", "Error")))).ShouldSucceed();
    }

    async Task<TestStack> CreatedAsync()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        var stack = new TestStack(database.ConnectionString);
        (await stack.CreateAsync(Image.With(Shop.First), TestStack.Revision(1, ("Lint", "Error")))).ShouldSucceed();
        return stack;
    }

    static Image WithIndex() => Image.With([.. Shop.First, .. Index]);

    static string[] Warnings(TestStack stack) =>
        [.. stack.Log.Text.Split('\n').Where(line => line.Contains("Lint: ", StringComparison.Ordinal))];
}
