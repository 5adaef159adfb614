using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class DeleteTheStack : IAct
{
    public string Title => "Delete the stack";

    public string Story =>
        "OnDelete is Retain in production: once an operator has lifted the deletion protection the stack goes, and the data "
        + "stays.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken) => stage.DeleteAsync(cancellationToken);

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.DeleteComplete)
        .RequestsAreAnswered(stage.CustomResources)
        .RoleIsGone()
        .SchemaStays()
        .RowsStay()
        .NothingIsOpen();
}
