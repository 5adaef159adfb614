using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;

namespace Lockstep.PostgresMigrations.Tests.Planning;

/// <summary>
/// A history is written as requests from left to right: <c>+a</c> Create of a,
/// <c>a>b</c> Update from a to b, <c>-a</c> Delete; behind it the state, <c>.</c> succeeded, <c>!</c> failed,
/// <c>~</c> superseded, <c>?</c> running, <c>^</c> reverted. Letters are properties.
/// </summary>
public sealed class TellingARollbackFromAnUpdate
{
    [Theory]
    [InlineData("+a.", "a>b", false, "")]
    [InlineData("+a. a>b.", "b>a", true, "2")]
    [InlineData("+a. a>b!", "b>a", true, "2")]
    [InlineData("+a. a>b~", "b>a", true, "2")]
    [InlineData("+a. a>b?", "b>a", true, "2")]
    [InlineData("+a. a>b. b>c.", "c>b", true, "3")]
    [InlineData("+a. a>b. b>c.", "b>d", false, "")]
    // Rolled back, and then the same update once more: forward again, although it mirrors the rollback.
    [InlineData("+a. a>b^ b>a.", "a>b", false, "")]
    [InlineData("+a. a>b^ b>a. a>b.", "b>a", true, "4")]
    // ContinueUpdateRollback repeats a rollback that failed or succeeded.
    [InlineData("+a. a>b^ b>a.", "b>a", true, "")]
    [InlineData("+a. a>b! b>a!", "b>a", true, "2 3")]
    // With rollback disabled several attempts come before the way back.
    [InlineData("+a. a>b! a>c!", "c>a", true, "2 3")]
    // What an update replaced is gone, so that update is complete: back to its properties is forward.
    [InlineData("+a. a>b. -a.", "b>a", false, "")]
    [InlineData("+a. a>b. -a. b>a.", "a>b", true, "4")]
    [InlineData("+a. a>b. -a. b>a. -b.", "a>b", false, "")]
    [InlineData("+a. a>b. b>a. -b.", "a>b", false, "")]
    // The update that is rolled back never got as far as the journal.
    [InlineData("+a.", "b>a", true, "")]
    [InlineData("+a. a>b. b>c^ c>b.", "d>b", true, "")]
    // And then it is sent once more: the rollback on record is no attempt that it would take back.
    [InlineData("+a. b>a.", "a>b", false, "")]
    [InlineData("+a. b>a!", "a>b", false, "")]
    [InlineData("+a. b>a. a>b.", "b>a", true, "3")]
    [InlineData("+a. a>b. c>b.", "b>c", false, "")]
    [InlineData("+a. a>b. c>b. b>c!", "c>b", true, "4")]
    public void ReadsTheHistory(string history, string update, bool isRollback, string undone)
    {
        var rows = Rows(history);
        var digest = new UpdateDigest(update[2..], update[..1]);

        UpdateDirection.Read(rows).IsBack(digest, revision: null, oldRevision: null).ShouldBe(isRollback);
        if (isRollback)
        {
            string.Join(' ', UndoSet.For(digest, "public", rows).Deployments).ShouldBe(undone);
        }
    }

    [Theory]
    [InlineData("7", "8", true)]
    [InlineData("8", "7", false)]
    [InlineData("7", "7", false)]
    [InlineData("9", "10", true)]
    [InlineData("99999999999999999999998", "99999999999999999999999", true)]
    [InlineData("abc", "abd", false)]
    [InlineData(null, "2", false)]
    [InlineData("-1", "2", false)]
    public void ComparesRevisionsWhereHistoryIsMissing(string? revision, string? oldRevision, bool isRollback) =>
        UpdateDirection.Read(Rows("+a.")).IsBack(new UpdateDigest("x", "y"), revision, oldRevision).ShouldBe(isRollback);

    [Fact]
    public void DoesNotAskTheRevisionWhereHistoryIsThere() =>
        UpdateDirection.Read(Rows("+a.")).IsBack(new UpdateDigest("b", "a"), "1", "2").ShouldBeFalse();

    // With rollback disabled several updates may succeed here, and fail elsewhere, before one rollback goes back behind them all.
    // Here each letter's revision is its place in the alphabet.
    [Theory]
    [InlineData("+a. a>b. b>c.", "c>a", true, "2 3")]
    [InlineData("+a. a>b. b>c. c>d.", "d>a", true, "2 3 4")]
    [InlineData("+a. a>b. b>c! b>d.", "d>a", true, "2 3 4")]
    [InlineData("+a. a>b. b>c. c>a.", "a>c", false, "")]
    [InlineData("+a. a>b. b>c. c>a. a>c.", "c>a", true, "5")]
    // What never was is no state to go back to, and what an update replaced comes back no more.
    [InlineData("+b. b>c. c>d.", "d>a", false, "")]
    [InlineData("+a. a>b! a>c. c>d.", "d>b", false, "")]
    [InlineData("+a. a>b. -a. b>c.", "c>a", false, "")]
    [InlineData("+a. a>b. -a. b>c. c>d.", "d>b", true, "4 5")]
    public void GoesBackBehindSeveralUpdatesByTheirRevisions(string history, string update, bool isRollback, string undone)
    {
        IReadOnlyList<DeploymentRow> rows =
        [
            .. Rows(history).Select(row => row with
            {
                Revision = Revision(row.Properties),
                OldRevision = row.OldProperties is { } old ? Revision(old) : null,
            }),
        ];
        var digest = new UpdateDigest(update[2..], update[..1]);

        UpdateDirection.Read(rows).IsBack(digest, Revision(digest.Properties), Revision(update[..1])).ShouldBe(isRollback);
        if (isRollback)
        {
            string.Join(' ', UndoSet.For(digest, "public", rows).Deployments).ShouldBe(undone);
        }

        static string Revision(string letter) => $"{letter[0] - 'a' + 1}";
    }

    // The database was restored, or is another: nothing but the rollback is on record, and only its Revision told what it was.
    [Theory]
    [InlineData("1", "2", false)]
    [InlineData("2", "1", true)]
    public void AsksTheRevisionOfARecordedRequestToo(string revision, string oldRevision, bool isRollback)
    {
        IReadOnlyList<DeploymentRow> rows =
            [.. Rows("+x. b>a.").Select(row => row with { Revision = revision, OldRevision = oldRevision })];

        UpdateDirection.Read(rows).IsBack(new UpdateDigest("b", "a"), oldRevision, revision).ShouldBe(isRollback);
    }

    // A resource that was let go of with Retain, and is added again as it was.
    [Fact]
    public void TakesACreateForAnAttemptWhateverIsInForce() =>
        UpdateDirection.Read(Rows("+a. a>b. +b.")).IsBack(new UpdateDigest("a", "b"), null, null).ShouldBeFalse();

    [Fact]
    public void LeavesOtherSchemasAlone()
    {
        IReadOnlyList<DeploymentRow> rows =
        [
            .. Rows("+a."), .. Rows("+a. a>b.").Skip(1).Select(row => row with { Schema = "other" }),
        ];

        UndoSet.For(new UpdateDigest("a", "b"), "public", rows).Deployments.ShouldBeEmpty();
    }

    [Fact]
    public void TakesTheVersionThatTheRestoredStateHadAnswered() =>
        UndoSet.For(new UpdateDigest("a", "b"), "public", Rows("+a. a>b.")).RestoredVersion.ShouldBe("v1");

    static List<DeploymentRow> Rows(string history) => [.. history.Split(' ').Select((text, index) => Row(index + 1, text))];

    static DeploymentRow Row(int id, string text)
    {
        var state = text[^1] switch
        {
            '.' => DeploymentState.Succeeded,
            '!' => DeploymentState.Failed,
            '~' => DeploymentState.Superseded,
            '^' => DeploymentState.Reverted,
            _ => DeploymentState.Running,
        };
        var (type, properties, old) = text[0] switch
        {
            '+' => ("Create", text[1..2], null),
            '-' => ("Delete", text[1..2], null),
            _ => ("Update", text[2..3], text[..1]),
        };
        return new DeploymentRow(
            id, $"request {id}", "public", type, state, properties, old, Revision: null, OldRevision: null, $"v{id}", true, []);
    }
}
