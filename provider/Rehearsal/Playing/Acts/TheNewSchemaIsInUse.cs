using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheNewSchemaIsInUse : IAct
{
    public string Title => "The API fails, but the application has used the new schema already";

    public string Story =>
        "To undo the new scripts now would drop rows that somebody has written. They are kept: the stack is not stuck, "
        + "the schema stays ahead of the code, and the answer and the log say so.";

    public string? Obstacle(Stage stage) => ObstacleOf(stage);

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.New);
        stage.Bystander.WriteAfterMigration(stage.Casting.NewTables);
        return stage.DeployAsync(image, $"{image.Tag}-missing", RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .RequestsAreAnswered(2 * stage.CustomResources)
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .KeepsAndSaysSo()
        .SchemaIs(stage.Casting.New)
        .JournalHas(stage.Casting.New, settled: stage.Casting.Old)
        .RowsStay()
        .NothingIsOpen();

    internal static string? ObstacleOf(Stage stage) => stage.Casting.NewTables.Count > 0
        ? null
        : "The newer half of the scripts makes no table that takes a row.";
}
