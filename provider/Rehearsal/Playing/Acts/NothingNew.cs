using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class NothingNew : IAct
{
    public string Title => "Update with nothing new";

    public string Story => "The image was rebuilt, its scripts are the same. CloudFormation asks, and nothing is to do.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken) => stage.DeployAsync(
        stage.Images.Build(stage.Casting.First), stage.ApiTag, RollbackOrder.FunctionFirst, cancellationToken);

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateComplete)
        .RequestsAreAnswered(stage.CustomResources)
        .ApiHas(stage.Casting.First.Version)
        .ApiMayUseAllTables()
        .Applied(0)
        .SchemaIs(stage.Casting.First)
        .JournalHas(stage.Casting.First)
        .RowsStay()
        .NothingIsOpen();
}
