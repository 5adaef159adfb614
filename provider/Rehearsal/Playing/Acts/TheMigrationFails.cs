using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheMigrationFails : IAct
{
    const string Mistake = """
        -- Only the database can notice what is wrong here.
        CREATE TABLE rehearsal_notes (id bigint PRIMARY KEY, note text);

        INSERT INTO rehearsal_notes (id, note)
        SELECT id, 'never' FROM rehearsal_nowhere;

        """;

    // Line 5, column 25 of it.
    const string Complaint = ":5:25: 42P01 relation \"rehearsal_nowhere\" does not exist";

    public string Title => "The migration fails";

    public string Story =>
        "All scripts are new but for the first few, and the last one has a mistake. What ran before it must go again, "
        + "and the reason must say where the mistake is.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.New, MistakeOf(stage));
        stage.Images.PushApi(image.Tag);
        return stage.DeployAsync(image, image.Tag, RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .RequestsAreAnswered(2)
        .FailsWith($"{MistakeOf(stage).Name}{Complaint}")
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .RolledBackBy(stage.Current!)
        .EverythingIsRestored()
        .NothingIsOpen();

    static ScriptFile MistakeOf(Stage stage) => stage.Shelf.Next("rehearse_a_mistake", Mistake);
}
