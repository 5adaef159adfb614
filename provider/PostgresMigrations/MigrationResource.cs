using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Deploying;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations;

/// <summary>
/// <c>Custom::DatabaseMigration</c>: connect, record the request, wait for the lock, then forward, back or away.
/// </summary>
/// <param name="scripts">The scripts of this image; asked for only when they are needed.</param>
/// <param name="connection">The text of <c>LOCKSTEP_CONNECTION</c>, if any.</param>
/// <param name="credentials">Reads secrets and makes tokens.</param>
sealed class MigrationResource(Lazy<ScriptLibrary> scripts, string? connection, CredentialSource credentials)
    : ICustomResource<MigrationProperties>
{
    public Task<ResourceOutcome> CreateAsync(CreateRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        var headway = new Headway(request.Context);
        return GatedAsync(request.Context, () => HalfMadeCreation.RunAsync(request.Context, headway, async () =>
        {
            var library = scripts.Value.With(request.Properties.Variables);
            var target = TargetOf(request.Context, request.Properties, headway);
            return await OwnDatabase.RunCreateAsync(
                target, Patience.Forward,
                () => Attempts.RunAsync(
                    request.Context, () => CreateAsync(target, library, cancellationToken), cancellationToken),
                cancellationToken);
        }));
    }

    public Task<ResourceOutcome> UpdateAsync(UpdateRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        // Known from the event alone, for when the database cannot be asked.
        var direction = new Direction(UpdateDirection.IsLower(request.Properties.Revision, request.OldProperties.Revision));
        var headway = new Headway(request.Context) { IsPatient = direction.IsBack };
        return GatedAsync(request.Context, () => RollbackWithoutFailure.RunAsync(
            direction,
            request,
            () => RestoredId(request, headway),
            () => SilentDatabase.RunAsync(request.Context, headway, () =>
            {
                var target = TargetOf(request.Context, request.Properties, headway);
                return Attempts.RunAsync(
                    request.Context, () => UpdateAsync(request, target, direction, cancellationToken), cancellationToken);
            })));
    }

    public Task<ResourceOutcome> DeleteAsync(DeleteRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        var isOurs = PhysicalId.IsOurs(request.PhysicalResourceId);
        return isOurs && request.Properties.OnDelete == DeletePolicy.Retain
            ? Task.FromResult(MigrationAnswer.Nothing(request.PhysicalResourceId, null))
            : request.IsNeverCreated ? DeleteNothingAsync(request, cancellationToken)
            : GatedAsync(request.Context, () => isOurs ? RunAsync() : HalfMadeCreation.TakeBackAsync(
                request.Context, request.PhysicalResourceId, RunAsync));

        Task<ResourceOutcome> RunAsync()
        {
            var headway = new Headway(request.Context) { IsPatient = true };
            return DeletionWithoutDatabase.RunAsync(request, headway, () =>
            {
                var target = TargetOf(request.Context, request.Properties, headway);
                return SilentDatabase.RunAsync(request.Context, headway, () => Attempts.RunAsync(
                    request.Context, () => DeleteAsync(request, target, isOurs, cancellationToken), cancellationToken));
            });
        }
    }

    Task<ResourceOutcome> DeleteNothingAsync(
        DeleteRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        return GatedAsync(request.Context, () => DeletionOfNothing.RunAsync(request, OnceAsync, cancellationToken));

        Task<ResourceOutcome> OnceAsync(CancellationToken soon)
        {
            var headway = new Headway(request.Context) { IsLast = true };
            return DeleteAsync(request, TargetOf(request.Context, request.Properties, headway), isOurs: false, soon);
        }
    }

    /// <returns>And whether it was another run of this Create that had made the database.</returns>
    static async Task<(ResourceOutcome Outcome, bool IsItsDatabase)> CreateAsync(
        Target target, ScriptLibrary library, CancellationToken cancellationToken)
    {
        var findings = Findings(library, target.Properties.Baseline);
        await using var session = await target.OpenAsync(Patience.Forward, cancellationToken);
        var makeTables = !target.IsContinued && findings.Count == 0;
        if (await session.AdmitAsync(makeTables, evict: _ => false, cancellationToken) is not { } standing)
        {
            // Without a journal none of the scripts has been judged yet, and nothing of this is to stay.
            return findings.Count == 0 ? (Gate.NotOnRecord, false) : throw new MigrationRefusedException(findings);
        }

        var isItsDatabase = OwnDatabase.IsOfThisCreate(target, standing);
        if (Gate.Decide(standing, target.Context) is { } ended)
        {
            return (ended, isItsDatabase);
        }

        return (await ForwardAsync(target, session, standing, () => library, cancellationToken), isItsDatabase);
    }

    async Task<ResourceOutcome> UpdateAsync(
        UpdateRequest<MigrationProperties> request, Target target, Direction direction, CancellationToken cancellationToken)
    {
        if (!direction.IsBack)
        {
            await OwnDatabase.EnsureAsync(target, Patience.Forward, cancellationToken);
        }

        await using var session = await target.OpenAsync(
            direction.IsBack ? target.Headway.Patience : Patience.Forward, cancellationToken);
        var makeTables = !direction.IsBack && !target.IsContinued;
        if (await session.AdmitAsync(makeTables, IsRollback, cancellationToken) is not { } standing)
        {
            return target.IsContinued ? Gate.NotOnRecord : WithoutJournal(target);
        }

        target.Headway.IsPatient = direction.IsBack = IsRollback(standing);
        return Gate.Decide(standing, target.Context)
            ?? await UpdateAsync(request, target, direction, session, standing, cancellationToken);

        bool IsRollback(Standing standing) => UpdateDirection.Read(standing.History).IsBack(
            new UpdateDigest(standing.Properties, standing.OldProperties), request.Properties.Revision,
            request.OldProperties.Revision);
    }

    async Task<ResourceOutcome> UpdateAsync(
        UpdateRequest<MigrationProperties> request, Target target, Direction direction, MigratorSession session,
        Standing admitted, CancellationToken cancellationToken)
    {
        if (!direction.IsBack)
        {
            return await ForwardAsync(target, session, admitted, Checked, cancellationToken);
        }

        var elsewhere = await TakeMoveBackAsync(request, target, direction, admitted, cancellationToken);
        var standing = await DownsOfTheDead.SettleAsync(target, session, admitted, isBack: true, cancellationToken);
        return await new RollbackDeployment(target, session, standing, request.OldProperties.OnRollback, direction)
        {
            Elsewhere = elsewhere,
        }.RunAsync(cancellationToken);

        ScriptLibrary Checked()
        {
            request.EnsureValid();
            return scripts.Value.With(request.Properties.Variables);
        }
    }

    // Null where nothing of it is left.
    async Task<string?> TakeMoveBackAsync(
        UpdateRequest<MigrationProperties> request, Target here, Direction direction, Standing standing,
        CancellationToken cancellationToken) =>
        FormerOf(request, Headway.Beside(request.Context)) is { } there
            && MoveTakenBack.IsFor(here, there, request.PhysicalResourceId)
            ? await new MoveTakenBack(here, there, standing, direction).RunAsync(cancellationToken)
            : null;

    static Task<ResourceOutcome> ForwardAsync(
        Target target, MigratorSession session, Standing admitted, Func<ScriptLibrary> library,
        CancellationToken cancellationToken) => Lateness.RunAsync(
        session,
        async () =>
        {
            var standing = await DownsOfTheDead.SettleAsync(target, session, admitted, isBack: false, cancellationToken);
            return await new ForwardDeployment(target, session, standing).RunAsync(library, cancellationToken);
        },
        cancellationToken);

    // Where the update had led to another schema or database, the id on record is that one's: given again, it would keep both
    // from ever being deleted. Another host alone may be another name of the same server, which still has the schema as that
    // id's: a Delete of it would take away what is in use.
    string RestoredId(UpdateRequest<MigrationProperties> request, Headway headway)
    {
        try
        {
            var restored = TargetOf(request.Context, request.Properties, headway);
            return FormerOf(request, headway) is { } former && !restored.IsIn(former)
                ? restored.PhysicalResourceId
                : request.PhysicalResourceId;
        }
        catch (InvalidConnectionException)
        {
            return request.PhysicalResourceId;
        }
    }

    // Null where what the template had before leads nowhere.
    Target? FormerOf(UpdateRequest<MigrationProperties> request, Headway headway)
    {
        try
        {
            return TargetOf(request.Context, request.OldProperties, headway);
        }
        catch (InvalidConnectionException)
        {
            return null;
        }
    }

    static ResourceOutcome WithoutJournal(Target target) => MigrationAnswer.Nothing(
        target.PhysicalResourceId, "There is no journal, so there was nothing to roll back.");

    static async Task<ResourceOutcome> DeleteAsync(
        DeleteRequest<MigrationProperties> request, Target target, bool isOurs, CancellationToken cancellationToken)
    {
        if (isOurs && target.PhysicalResourceId != request.PhysicalResourceId)
        {
            return MigrationAnswer.Nothing(
                request.PhysicalResourceId,
                $"The properties lead to {target.PhysicalResourceId}, which is another resource, so nothing was touched.");
        }

        var patience = request.IsNeverCreated ? Patience.None : target.Headway.Patience;
        await using var session = await target.OpenAsync(patience, cancellationToken);

        // That Create may not have come yet, or may come once more: it finds on record that it comes too late.
        var makeTables = !isOurs && !request.IsNeverCreated && !target.IsContinued;
        if (await session.AdmitAsync(makeTables, evict: _ => true, cancellationToken) is not { } standing)
        {
            return MigrationAnswer.Nothing(
                request.PhysicalResourceId, "There is no journal, so there was nothing of this resource to delete.");
        }

        if (Gate.Decide(standing, target.Context) is { } ended)
        {
            return ended;
        }

        var settled = await DownsOfTheDead.SettleAsync(target, session, standing, isBack: false, cancellationToken);
        return isOurs
            ? await new Deletion(target, session, settled, request.PhysicalResourceId).RunAsync(cancellationToken)
            : await new CreationTakenBack(target, session, settled, request.PhysicalResourceId)
                .RunAsync(request, cancellationToken);
    }

    static async Task<ResourceOutcome> GatedAsync(RequestContext context, Func<Task<ResourceOutcome>> runAsync)
    {
        try
        {
            return Gate.Stale(context) ?? await runAsync();
        }
        catch (GoesOnException goesOn)
        {
            context.Log.GoesOn(goesOn.Message);
            return goesOn.Outcome;
        }
        catch (RunEndedException ended)
        {
            return new Superseded(ended.Message);
        }
    }

    // What a baseline declares never runs, and may be written for another tool.
    static IReadOnlyList<string> Findings(ScriptLibrary library, string? baseline)
    {
        var declared = baseline is null ? ScriptVersion.Zero : ScriptVersion.Parse(baseline);
        return
        [
            .. library.Findings
                .Concat(library.Scripts.Where(script => !(script.Version <= declared)).SelectMany(script => script.Findings))
                .Select(finding => finding.ToString()),
        ];
    }

    Target TargetOf(RequestContext context, MigrationProperties properties, Headway headway) =>
        new(context, properties, ConnectionSettings.For(properties, connection), credentials, headway);
}
