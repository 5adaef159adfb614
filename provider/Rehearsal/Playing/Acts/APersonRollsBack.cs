using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class APersonRollsBack : IAct
{
    public string Title => "The API fails with --disable-rollback, and a person rolls back";

    public string Story =>
        "The stack stops where the failure is, on the new schema with the old API, for somebody to look at it. Then "
        + "rollback-stack takes everything back.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.New);
        stage.Bystander.WriteAfterMigration(stage.Casting.OldTables);
        return stage.RollBackByHandAsync(image, $"{image.Tag}-missing", cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .StackWas(Status.UpdateFailed)
        .RequestsAreAnswered(2 * stage.CustomResources)
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .RolledBackBy(stage.Current!)
        .EverythingIsRestored()
        .NothingIsOpen();
}
