using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing.Acts;

/// <summary>The migration works and the next resource fails: the case that leaves other migrators' stacks stuck.</summary>
sealed class TheApiFails(RollbackOrder rollbackOrder) : IAct
{
    ScriptImage? _image;

    bool IsOldFunction => rollbackOrder == RollbackOrder.FunctionFirst;

    public string Title => $"The API fails after the migration; the {(IsOldFunction ? "old" : "new")} function rolls back";

    public string Story => IsOldFunction
        ? "The new scripts are applied, the application writes, then the API's new image turns out to be missing. CloudFormation "
            + "puts the old function back and asks it to undo scripts that it has never seen."
        : "The same once more, but now CloudFormation asks before it puts the old function back.";

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        _image = stage.Images.Build(stage.Casting.New);
        stage.Bystander.WriteAfterMigration(stage.Casting.OldTables);
        return stage.DeployAsync(_image, $"{_image.Tag}-missing", rollbackOrder, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .RequestsAreAnswered(2 * stage.CustomResources)
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .RolledBackBy(IsOldFunction ? stage.Current! : _image!)
        .EverythingIsRestored()
        .NothingIsOpen();
}
