using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class DeleteTheStack : IAct
{
    public string Title => "Delete the stack";

    public string Story => "OnDelete is Retain, as it is by default: the stack goes, the data stays.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken) => stage.Stack.DeleteAsync(cancellationToken);

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.DeleteComplete)
        .RequestsAreAnswered(1)
        .SchemaStays()
        .RowsStay()
        .NothingIsOpen();
}
