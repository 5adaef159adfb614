using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Schedules.Functions;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>
/// A model of Lockstep's migration, on a model of a database: record, lock, decide, then forward, back or away. It is what the
/// framework, the engine and the deliveries are tried with; the migration itself is tried on PostgreSQL.
/// </summary>
sealed class Migration(
    Func<RequestContext, Database> databases, FunctionProcess process, Func<RequestContext, IReadOnlyList<Script>> image)
    : ICustomResource<MigrationProperties>
{
    public const string Type = "Custom::Migration";

    public static ResourceDefinition Define(Migration migration) =>
        ResourceDefinition.For(Type, migration, MigrationJson.Default.MigrationProperties) with
        {
            Attributes = ["SchemaVersion", "DatabaseVersion"],
            HearsOfNeverCreated = true,
            IsRollback = (wanted, old) => wanted.Revision < old.Revision,
        };

    public static string IdOf(RequestContext context) => $"model://{context.StackId.Split('/')[1]}/{context.LogicalResourceId}";

    public Task<ResourceOutcome> CreateAsync(CreateRequest<MigrationProperties> request, CancellationToken cancellationToken) =>
        GatedAsync(request.Context, () => CreateMarkedAsync(request, cancellationToken));

    public Task<ResourceOutcome> UpdateAsync(UpdateRequest<MigrationProperties> request, CancellationToken cancellationToken) =>
        GatedAsync(request.Context, () => request.Properties.Revision < request.OldProperties.Revision
            ? BackWithoutFailureAsync(request, cancellationToken)
            : ForwardAsync(request.Context, request.Properties, cancellationToken));

    public Task<ResourceOutcome> DeleteAsync(DeleteRequest<MigrationProperties> request, CancellationToken cancellationToken) =>
        GatedAsync(request.Context, () => AwayWithoutDatabaseAsync(request, cancellationToken));

    /// <summary>A Create that could not ask in the end what it has left: its Delete has to reach us.</summary>
    async Task<ResourceOutcome> CreateMarkedAsync(
        CreateRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        try
        {
            return await ForwardAsync(request.Context, request.Properties, cancellationToken);
        }
        catch (Exception exception) when (exception is LinkLostException or LinkBrokenException or OperationCanceledException)
        {
            return new Failed("The database did not answer.") { PhysicalResourceId = IdOf(request.Context) };
        }
    }

    Task<ResourceOutcome> ForwardAsync(
        RequestContext context, MigrationProperties properties, CancellationToken cancellationToken)
    {
        var attempts = Attempts(context, isPatient: false);
        return attempts.RunAsync(
            async () =>
            {
                await using var run = await MigrationRun.BeginAsync(
                    attempts, context, properties.Revision, evicts: false, cancellationToken);
                return run.Decided
                    ?? await new Deploying(run, context, properties.Transaction).RunAsync(image(context), cancellationToken);
            },
            cancellationToken);
    }

    Task<ResourceOutcome> BackAsync(UpdateRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        var attempts = Attempts(request.Context, isPatient: true);
        return attempts.RunAsync(
            async () =>
            {
                await using var run = await MigrationRun.BeginAsync(
                    attempts, request.Context, request.Properties.Revision, evicts: true, cancellationToken);
                return run.Decided
                    ?? await new Reverting(run, request.OldProperties.Transaction).BackAsync(cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>FAILED would leave the stack in UPDATE_ROLLBACK_FAILED.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "See the summary.")]
    async Task<ResourceOutcome> BackWithoutFailureAsync(
        UpdateRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        try
        {
            return await BackAsync(request, cancellationToken).WaitAsync(request.Context.Deadline.CleanUpToken);
        }
        catch (Exception exception) when (exception is not (TakenOverException or LockedException))
        {
            return new Succeeded(request.PhysicalResourceId)
            {
                Reason = $"The rollback could not be carried out ({exception.GetType().Name}).",
            };
        }
    }

    static Task<ResourceOutcome> AwayAsync(
        DeleteRequest<MigrationProperties> request, Attempts attempts, CancellationToken cancellationToken) => attempts.RunAsync(
        async () =>
        {
            await using var run = await MigrationRun.BeginAsync(
                attempts, request.Context, request.Properties.Revision, evicts: true, cancellationToken);
            return run.Decided ?? await new Reverting(run, request.Properties.Transaction).AwayAsync(
                request.PhysicalResourceId == IdOf(request.Context), request.IsNeverCreated, cancellationToken);
        },
        cancellationToken);

    /// <summary>FAILED would leave the stack in DELETE_FAILED for a database that often goes with it.</summary>
    async Task<ResourceOutcome> AwayWithoutDatabaseAsync(
        DeleteRequest<MigrationProperties> request, CancellationToken cancellationToken)
    {
        var attempts = Attempts(request.Context, isPatient: true);
        try
        {
            return await AwayAsync(request, attempts, cancellationToken);
        }
        catch (Exception exception) when (exception is LinkLostException or LinkBrokenException
            || (exception is OperationCanceledException && attempts.HasLostLink))
        {
            return new Succeeded(request.PhysicalResourceId) { Reason = "Not everything may have been reverted." };
        }
    }

    Attempts Attempts(RequestContext context, bool isPatient) => new(databases(context), process, context, isPatient);

    static async Task<ResourceOutcome> GatedAsync(RequestContext context, Func<Task<ResourceOutcome>> runAsync)
    {
        context.Secrets.Hide(FunctionProcess.Password);
        var age = context.Clock.GetUtcNow() - context.SignedAt;
        if (age > context.ServiceTimeout)
        {
            return new Superseded(string.Create(CultureInfo.InvariantCulture, $"The request is {age} old."));
        }

        try
        {
            return await runAsync();
        }
        catch (TakenOverException)
        {
            return new Superseded("A later request took over.");
        }
    }
}
