using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Playing.Acts;

sealed class EventsComeTwice : IAct
{
    public string Title => "Every event comes twice, and the update's once more when it is rolled back";

    public string Story =>
        "Lambda delivers at least once. Here each event runs in two processes at the same time; then the API's image is missing, "
        + "and when all is taken back the events of the update come again, late.";

    public async Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var image = stage.Images.Build(stage.Casting.New);
        var exchanges = stage.Exchanges.Count;
        stage.DeliverTwice();
        await stage.DeployAsync(image, $"{image.Tag}-missing", RollbackOrder.ResourceFirst, cancellationToken);
        await stage.DeliverAgainAsync(
            stage.Exchanges.Skip(exchanges).DistinctBy(exchange => exchange.Request.LogicalId, StringComparer.Ordinal));
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .EveryDeliveryIsAnsweredTheSame(2 * stage.CustomResources)
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .EverythingIsRestored()
        .NothingIsOpen();
}
