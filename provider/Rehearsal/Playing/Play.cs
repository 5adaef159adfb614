using System.Runtime.CompilerServices;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Playing.Acts;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Playing;

/// <summary>The whole rehearsal: one stack from its creation to its end, on a real PostgreSQL, with the real function.</summary>
public sealed class Play(RehearsalOptions options)
{
    const int LogLinesToShow = 12;

    static readonly IAct[] Acts =
    [
        new CreateTheStack(), new NothingNew(), new NewScripts(), new TheMigrationFails(),
        new TheApiFails(RollbackOrder.FunctionFirst), new TheApiFails(RollbackOrder.ResourceFirst),
        new TheRightsChange(), new TheUpdateIsCancelled(), new EventsComeTwice(), new APersonRollsBack(),
        new TheRollbackFails(), new TheMigrationIsLong(), new TheFunctionCrashes(),
        new TheNewSchemaIsInUse(), new TheNextDeploymentAdopts(),
        new TheAnswersAreLost(), new TheRoleOwnsATable(), new DeleteTheStack(), new TheFirstDeploymentFails(),
    ];

    /// <summary>Plays act after act; each is told of when it is over.</summary>
    /// <exception cref="PostgresUnavailableException">There is no PostgreSQL to be had.</exception>
    /// <exception cref="RehearsalException">The scripts cannot be rehearsed with.</exception>
    public async IAsyncEnumerable<ActReport> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var alone = Occupy();
        await using var server = await PostgresServer.StartAsync(new() { Progress = options.Progress }, cancellationToken);
        await using var stage = await Stage.SetAsync(options, server, cancellationToken);
        for (var index = 0; index < Acts.Length; index++)
        {
            yield return await PlayAsync(Acts[index], index + 1, stage, cancellationToken);
        }
    }

    FileStream Occupy()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(options.Workshop)!);
        var door = CloseDoor($"{options.Workshop}.lock");
        if (Directory.Exists(options.Workshop))
        {
            Directory.Delete(options.Workshop, recursive: true);
        }

        Directory.CreateDirectory(options.Workshop);
        return door;
    }

    // Two at once in one folder would take each other's images away.
    FileStream CloseDoor(string file)
    {
        try
        {
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new RehearsalException($"Another rehearsal is using {options.Workshop}. Wait for its end.", exception);
        }
    }

    static async Task<ActReport> PlayAsync(IAct act, int number, Stage stage, CancellationToken cancellationToken)
    {
        var report = new ActReport(number, Acts.Length, act.Title, act.Story);
        return act.Obstacle(stage) is { } obstacle
            ? report with { Skipped = obstacle }
            : await PlayAsync(act, report, stage, cancellationToken);
    }

    static async Task<ActReport> PlayAsync(IAct act, ActReport report, Stage stage, CancellationToken cancellationToken)
    {
        var lines = stage.Log.Count;
        var (scene, refusal) = await SceneAsync(act, stage, cancellationToken);
        scene = scene with { Log = stage.Log.Since(lines) };
        var checklist = new Checklist(scene);
        if (refusal is null)
        {
            act.Check(checklist, stage);
            checklist.AddTrade(act);
        }
        else
        {
            checklist.IsRefused(refusal);
        }

        return report with
        {
            Events = scene.Events,
            Notes = ActNotes.Of(scene, stage, act),
            Expectations = checklist.All,
            LogTail = [.. scene.Log.TakeLast(LogLinesToShow).Select(FunctionLog.Shorten)],
        };
    }

    static async Task<(Scene Scene, string? Refusal)> SceneAsync(IAct act, Stage stage, CancellationToken cancellationToken)
    {
        var (events, exchanges, written) = (stage.Events.Count, stage.Exchanges.Count, stage.Bystander.Written.Count);
        var calls = stage.SecretCalls;
        var before = await stage.LookAsync(cancellationToken);
        stage.Bystander.Forget();
        await stage.Shop.OpenAsync(cancellationToken);
        var refusal = await RefusalAsync(() => act.PlayAsync(stage, cancellationToken));
        var trade = await stage.Shop.CloseAsync(cancellationToken);
        var readiness = await stage.Shop.ReadinessAsync();
        return (new(
            before, await stage.LookAsync(cancellationToken), stage.Stack.Status, [.. stage.Events.Skip(events)],
            [.. stage.Exchanges.Skip(exchanges)], [.. stage.Bystander.Written.Skip(written)], stage.ApiVersion, [])
        {
            Trade = trade,
            Readiness = readiness,
            ClosedTables = stage.Bystander.ClosedTables,
            Role = stage.Bystander.Role,
            SecretCalls = stage.SecretCalls - calls,
        }, refusal);
    }

    // What went wrong in an earlier act may have left the stack where nothing more can be done with it.
    static async Task<string?> RefusalAsync(Func<Task> playAsync)
    {
        try
        {
            await playAsync();
            return null;
        }
        catch (StackOperationException refused)
        {
            return refused.Message;
        }
    }
}
