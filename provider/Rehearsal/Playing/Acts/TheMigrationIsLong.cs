using System.Globalization;
using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing.Acts;

/// <summary>A backfill that one run of the function has no time for.</summary>
sealed class TheMigrationIsLong : IAct
{
    const string Table = """
        CREATE TABLE rehearsal_readings (id int PRIMARY KEY, value int NOT NULL, doubled int);

        INSERT INTO rehearsal_readings (id, value)
        SELECT number, number FROM generate_series(1, 24) AS number;

        """;

    ScriptImage? _image;

    public string Title => "The migration takes longer than the function may, and then the API fails";

    public string Story =>
        "A backfill in batches goes on in further runs of the function: at first by Lambda's own retry, because it may not "
        + "invoke itself, and then because it may. When all is done the API's new image is missing, and what several runs have "
        + "done is taken back as one.";

    public async Task PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var timeout = ShortTimeout.For(stage);
        var part = await stage.PresentPartAsync(cancellationToken);
        _image = stage.Images.Build(part, [.. ScriptsOf(stage, batch: timeout / 16)], timeout);
        stage.Lambda.Inject(LambdaFault.AccessDenied, 1);
        await stage.DeployAsync(_image, $"{_image.Tag}-missing", RollbackOrder.FunctionFirst, cancellationToken);
    }

    public void Check(Checklist checklist, Stage stage) => checklist
        .StackIs(Status.UpdateRollbackComplete)
        .RequestsAreAnswered(2 * stage.CustomResources)
        .GoesOnInFurtherRuns()
        .ApiHas(stage.Casting.Old.Version)
        .ApiMayUseAllTables()
        .RolledBackBy(stage.Current!)
        .EverythingIsRestored()
        .NothingIsOpen();

    // 24 batches.
    static string Backfill(TimeSpan batch) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        -- lockstep: batches
        UPDATE rehearsal_readings SET doubled = 2 * value FROM (SELECT pg_sleep({batch.TotalSeconds:0.###})) AS slow
        WHERE id = (SELECT min(id) FROM rehearsal_readings WHERE doubled IS NULL);

        """);

    static IEnumerable<ScriptFile> ScriptsOf(Stage stage, TimeSpan batch) =>
    [
        stage.Shelf.Next("rehearse_readings", Table) with { Down = "DROP TABLE rehearsal_readings;\n" },
        stage.Shelf.Next("rehearse_a_backfill", Backfill(batch), after: 1) with
        {
            Down = "UPDATE rehearsal_readings SET doubled = NULL;\n",
        },
    ];
}
