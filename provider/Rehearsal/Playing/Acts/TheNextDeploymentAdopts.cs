using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheNextDeploymentAdopts : IAct
{
    public string Title => "The next deployment adopts what was kept";

    public string Story =>
        "The same scripts come again, with an API that works. They are in the database already and are not run again.";

    public string? Obstacle(Stage stage) => TheNewSchemaIsInUse.ObstacleOf(stage);

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.New);
        stage.Images.PushApi(image.Tag);
        return stage.DeployAsync(image, image.Tag, RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateComplete)
        .RequestsAreAnswered(stage.CustomResources)
        .ApiHas(stage.Casting.New.Version)
        .ApiMayUseAllTables()
        .Applied(0)
        .SchemaIs(stage.Casting.New)
        .JournalHas(stage.Casting.New)
        .RowsStay()
        .NothingIsOpen();
}
