using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheFirstDeploymentFails : IAct
{
    public string Title => "Create it once more, and the API fails";

    public string Story =>
        "A new stack finds the data of the old one and takes it over, and makes the role. Then the API's image is missing, and "
        + "everything that the stack has made goes again; the data stays.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        stage.StartOver();
        var image = stage.Images.Build(stage.Casting.New);
        return stage.DeployAsync(image, $"{image.Tag}-missing", RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.RollbackComplete)
        .RequestsAreAnswered(2 * stage.CustomResources)
        .RoleIsGone()
        .SchemaStays()
        .RowsStay()
        .NothingIsOpen()
        .NoPasswordWasSaid(stage);
}
