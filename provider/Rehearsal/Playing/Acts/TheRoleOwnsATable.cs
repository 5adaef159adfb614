using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheRoleOwnsATable : IAct
{
    const string Table = "public.rehearsal_of_the_api";

    public string Title => "Delete the stack, but the API's role owns a table";

    public string Story =>
        "Somebody has made the API's role the owner of a table. To drop the role would drop the table: the deletion stops there "
        + "and says so, and then a person decides what becomes of it.";

    public string? Explain(Window window) =>
        window is Window.Deleting or Window.After ? "The API goes first, and whoever asks for it finds nothing." : null;

    public async Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        await stage.Bystander.GiveTableAsync(Table, cancellationToken);
        await stage.DeleteAsync(cancellationToken);
        await stage.Bystander.DropTableAsync(Table, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.DeleteFailed)
        .RequestsAreAnswered(1)
        .FailsWith($"was not dropped: it owns table {Table}")
        .RoleStays()
        .SchemaStays()
        .RowsStay()
        .NothingIsOpen();
}
