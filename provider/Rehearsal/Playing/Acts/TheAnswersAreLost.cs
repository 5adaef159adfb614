using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class TheAnswersAreLost : IAct
{
    const string Script = "CREATE TABLE rehearsal_notes (id bigint PRIMARY KEY, note text);\n";

    public string Title => "The migration works, and its answer is lost";

    public string Story =>
        "The bucket for answers is out of order until Lambda has run the function for the last time. The work is done once, and "
        + "the watchdog delivers the answer that was made.";

    public string? Obstacle(Stage stage) => TheFunctionCrashes.ObstacleOf();

    public Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.New, ScriptOf(stage), ShortTimeout.For(stage));
        stage.Images.PushApi(image.Tag);
        stage.LoseAnswers();
        return stage.DeployAsync(image, image.Tag, RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateComplete)
        .RequestsAreAnswered(stage.CustomResources)
        .WatchdogDeliversWhatTheFunctionMade()
        .RunsWere(3)
        .Applied(stage.Casting.New.Count + 1 - Casting.Applied(checklist.Scene.Before))
        .ApiHas(ScriptOf(stage).Version)
        .ApiMayUseAllTables()
        .RowsStay()
        .NothingIsOpen();

    internal static ScriptFile ScriptOf(Stage stage) => stage.Shelf.Next("rehearse_a_lost_answer", Script);
}
