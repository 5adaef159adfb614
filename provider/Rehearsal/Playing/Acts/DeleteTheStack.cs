using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class DeleteTheStack : IAct
{
    public string Title => "Delete the stack";

    public string Story =>
        "OnDelete is Retain in production: once an operator has lifted the deletion protection the stack goes, and the data "
        + "stays.";

    public string? Explain(Window window) => Gone(window);

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken) => stage.DeleteAsync(cancellationToken);

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.DeleteComplete)
        .RequestsAreAnswered(stage.CustomResources)
        .RoleIsGone()
        .SchemaStays()
        .RowsStay()
        .NothingIsOpen();

    internal static string? Gone(Window window) =>
        window is Window.Deleting or Window.After ? "The API goes first, and whoever asks for it finds nothing." : null;
}
