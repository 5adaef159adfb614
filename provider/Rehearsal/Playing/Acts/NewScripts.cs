using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class NewScripts : IAct
{
    public string Title => "Update with new scripts";

    public string Story =>
        "A new image brings a new script. The schema is migrated first, then the API that needs it is deployed. "
        + "In between, the application goes on writing.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.Old);
        stage.Images.PushApi(image.Tag);
        stage.Bystander.WriteAfterMigration(stage.Casting.OldTables);
        return stage.DeployAsync(image, image.Tag, RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateComplete)
        .RequestsAreAnswered(stage.CustomResources)
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .Applied(stage.Casting.Old.Count - stage.Casting.First.Count)
        .SchemaIs(stage.Casting.Old)
        .JournalHas(stage.Casting.Old)
        .RowsStay()
        .NothingIsOpen();
}
