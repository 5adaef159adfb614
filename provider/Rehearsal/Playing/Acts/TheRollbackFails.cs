using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheRollbackFails : IAct
{
    ScriptImage? _image;

    public string Title => "The rollback fails twice, and a person continues it";

    public string Story =>
        "The API fails after the migration, and when all is to be taken back another migrator has the lock of the schema. The "
        + "function, which may not invoke itself, waits for it in the three runs that Lambda gives it. Then that one ends, and "
        + "the rollback is continued. Now the API's old image turns out to be gone, too; as the API was never changed, it is "
        + "skipped.";

    public async Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        _image = stage.Images.Build(stage.Casting.New, timeout: ShortTimeout.For(stage));
        stage.Bystander.WriteAfterMigration(stage.Casting.OldTables);
        stage.Bystander.Rival.GetInTheWay();
        stage.Lambda.Inject(LambdaFault.AccessDenied, 2);
        await stage.DeployAsync(_image, $"{_image.Tag}-missing", RollbackOrder.ResourceFirst, cancellationToken);
        await stage.Bystander.Rival.GoAsync();
        stage.Images.LoseApi(stage.ApiTag);
        await stage.ContinueRollbackAsync(cancellationToken);
        stage.Images.PushApi(stage.ApiTag);
        await stage.ContinueRollbackAsync(cancellationToken, ShopTemplate.Api);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .StackWas(Status.UpdateRollbackFailed, times: 2)
        .FailsWith("Another migrator holds the lock of schema \"public\" and did not let go in time")
        .FailsWith($"Source image {ShopTemplate.ApiImage(stage.ApiTag)} does not exist.")
        .RequestsAreAnswered((2 * stage.CustomResources) + 1)
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .RolledBackBy(_image!)
        .EverythingIsRestored()
        .NothingIsOpen();
}
