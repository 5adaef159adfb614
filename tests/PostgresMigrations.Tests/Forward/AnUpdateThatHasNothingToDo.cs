using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class AnUpdateThatHasNothingToDo(SharedPostgres postgres)
{
    [Fact]
    public async Task IsAnsweredWithTheSameState()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Shop.New();
        var created = await stack.CreateAsync(image, TestStack.Revision(1));

        var answer = await stack.UpdateAsync(image, TestStack.Revision(2));

        answer.ShouldSucceed();
        answer.PhysicalResourceId.ShouldBe(created.PhysicalResourceId);
        answer["AppliedCount"].ShouldBe("0");
        answer["PreviousVersion"].ShouldBe("4");
        answer["SchemaVersion"].ShouldBe("4");
        answer["Fingerprint"].ShouldBe(created["Fingerprint"]);
    }
}
