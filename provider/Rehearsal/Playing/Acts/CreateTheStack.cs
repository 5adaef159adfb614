using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class CreateTheStack : IAct
{
    public string Title => "Create the stack";

    public string Story => "The first deployment, on an empty database.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.First);
        stage.Images.PushApi(image.Tag);
        return stage.DeployAsync(image, image.Tag, RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.CreateComplete)
        .RequestsAreAnswered(stage.CustomResources)
        .SignsInWithTheSecret()
        .ApiHas(stage.Casting.First.Version)
        .ApiMayUseAllTables()
        .Applied(stage.Casting.First.Count)
        .SchemaIs(stage.Casting.First)
        .JournalHas(stage.Casting.First)
        .NothingIsOpen();
}
