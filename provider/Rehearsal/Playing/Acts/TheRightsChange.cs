using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing.Acts;

/// <summary>The other resource of the function: what a rollback does to a role.</summary>
sealed class TheRightsChange : IAct
{
    public string Title => "The API's role loses rights, then the API fails";

    public string Story =>
        "A next version of the template lets the API's role only read, which the API does not survive. Its new image turns out "
        + "to be missing, and the rights must come back.";

    public string? Explain(Window window) => window is Window.Elsewhere or Window.ApiChanging or Window.RollingBack
        ? "The API's role may only read then: that is the change that is taken back."
        : null;

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken) => stage.DeployAsync(
        stage.Current!, $"{stage.ApiTag}-missing", RollbackOrder.FunctionFirst, onlyReads: true, cancellationToken);

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .RequestsAreAnswered(2)
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .SchemaIsRestored()
        .JournalIsRestored()
        .RowsStay()
        .NothingIsOpen();
}
