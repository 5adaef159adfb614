using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheUpdateIsCancelled : IAct
{
    const string Script = """
        CREATE TABLE rehearsal_notes (id bigint PRIMARY KEY, note text);

        -- Somebody loses patience before that.
        SELECT pg_sleep(50);

        """;

    public string Title => "The update is cancelled while a script runs";

    public string Story =>
        "A script takes too long, and somebody cancels the update. CloudFormation tells nobody: it asks the old function for the "
        + "way back while the new one is still at work, and that one must not finish.";

    public async Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        // No other script, whose locks orders would wait for.
        await stage.CancelAsync(
            stage.Images.Build(await stage.PresentPartAsync(cancellationToken), ScriptOf(stage)),
            stage.Bystander.UntilAScriptSleepsAsync, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .RequestsAreAnswered(1)
        .OneIsLeftAtWork()
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .RolledBackBy(stage.Current!)
        .EverythingIsRestored()
        .NothingIsOpen();

    static ScriptFile ScriptOf(Stage stage) => stage.Shelf.Next("rehearse_a_long_one", Script);
}
