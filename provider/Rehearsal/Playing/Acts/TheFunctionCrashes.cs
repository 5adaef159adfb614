using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheFunctionCrashes : IAct
{
    public string Title => "The migration's function crashes at its start";

    public string Story =>
        "The new image was built wrong: its program ends before it asks for an event, forwards and in the rollback, which "
        + "CloudFormation asks it for, too. The template's watchdog answers in its place.";

    public string? Obstacle(Stage stage) => ObstacleOf();

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken) => stage.DeployAsync(
        stage.Images.BuildBroken(stage.Casting.New), stage.ApiTag, RollbackOrder.ResourceFirst, cancellationToken);

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .RequestsAreAnswered(2)
        .FailsWith("The function did not answer (Runtime.ExitError)")
        .WatchdogAnswers("FAILED", "SUCCESS")
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .EverythingIsRestored()
        .NothingIsOpen();

    internal static string? ObstacleOf() => NodeRuntime.Executable is null
        ? "The watchdog of the template is written in JavaScript, and there is no node on the PATH."
        : null;
}
