using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Deploying;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Running.Sessions;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary><c>Custom::DatabaseRole</c>: one transaction a request, forward, back or away.</summary>
/// <param name="connection">The text of <c>LOCKSTEP_CONNECTION</c>, if any.</param>
/// <param name="credentials">Reads secrets and makes tokens.</param>
sealed class RoleResource(string? connection, CredentialSource credentials) : ICustomResource<RoleProperties>
{
    // For what the answer does not depend on.
    static readonly Patience Briefly = Patience.Of(TimeSpan.FromSeconds(10));

    public async Task<ResourceOutcome> CreateAsync(CreateRequest<RoleProperties> request, CancellationToken cancellationToken)
    {
        if (Gate.Stale(request.Context) is { } stale)
        {
            return stale;
        }

        var target = TargetOf(request.Context, request.Properties);
        var change = new RoleChange(target, update: null, await PasswordAsync(target, cancellationToken), surelyBack: false);
        var transaction = new RoleTransaction(target.Connector, target.Context);
        try
        {
            return await TransactAsync(
                target, transaction, open => change.RunAsync(open, () => { }, cancellationToken), Patience.Forward,
                cancellationToken);
        }
        catch (CustomResourceException exception)
            when (HalfMadeCreation.MayBe(request.Context, transaction.MayBeCommitted))
        {
            return HalfMadeCreation.FailureOf(request.Context, exception);
        }
    }

    public async Task<ResourceOutcome> UpdateAsync(UpdateRequest<RoleProperties> request, CancellationToken cancellationToken)
    {
        if (Gate.Stale(request.Context) is { } stale)
        {
            return stale;
        }

        // Known from the event alone, for when the database cannot be asked: then a rollback must not become a stuck stack.
        var surelyBack = UpdateDirection.IsLower(request.Properties.Revision, request.OldProperties.Revision);
        if (string.IsNullOrEmpty(request.Properties.RoleName))
        {
            request.EnsureValid();
            throw new InvalidConnectionException("RoleName is missing.");
        }

        try
        {
            return await UpdateAsync(request, surelyBack, cancellationToken);
        }
        catch (InvalidConnectionException exception) when (surelyBack)
        {
            return Untouched(request.PhysicalResourceId, exception.Message);
        }
    }

    public async Task<ResourceOutcome> DeleteAsync(DeleteRequest<RoleProperties> request, CancellationToken cancellationToken)
    {
        if (Gate.Stale(request.Context) is { } stale)
        {
            return stale;
        }

        try
        {
            return string.IsNullOrEmpty(request.Properties.RoleName)
                ? Untouched(request.PhysicalResourceId, "The properties name no role.")
                : await DeleteRoleAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is ConnectFailure or InvalidConnectionException)
        {
            return Untouched(
                request.PhysicalResourceId,
                $"{exception.Message} If the server still exists, the role does, too: drop it there.");
        }
    }

    async Task<ResourceOutcome> UpdateAsync(
        UpdateRequest<RoleProperties> request, bool surelyBack, CancellationToken cancellationToken)
    {
        var target = TargetOf(request.Context, request.Properties);
        var change = new RoleChange(target, request, await PasswordAsync(target, cancellationToken), surelyBack);
        var work = RunAsync(target, change, request.EnsureValid, cancellationToken);
        try
        {
            // A link that says nothing keeps even a cancelled statement waiting; the framework would answer FAILED then.
            var outcome = await work.WaitAsync(request.Context.Deadline.CleanUpToken);
            return change.IsBack && outcome is Succeeded done
                ? await TakeBackReplacementAsync(request, target, change.Left, done, cancellationToken)
                : outcome;
        }
        catch (OperationCanceledException) when (!change.IsBack && !work.IsCompleted)
        {
            return await work;
        }
        catch (Exception exception) when (change.IsBack && IsForgiven(exception))
        {
            var why = exception is CustomResourceException ? exception.Message : "The database did not answer in time.";
            return target.Succeed([$"The rollback left the role as it is; the next deployment sees to it. {why}"]);
        }
    }

    // CloudFormation sends a Delete for what replaced the role only if the Update that did it has answered.
    async Task<Succeeded> TakeBackReplacementAsync(
        UpdateRequest<RoleProperties> request, RoleTarget target, RoleReplacement? left, Succeeded done,
        CancellationToken cancellationToken)
    {
        if (ReplacementOf(request) is not { } replacement)
        {
            return done;
        }

        var id = replacement.PhysicalResourceId;
        var remark = id == target.PhysicalResourceId || id == request.PhysicalResourceId ? null
            : left?.PhysicalId == id ? await TakeBackAsync(replacement, left.RequestId, cancellationToken)
            : replacement.IsElsewhere(target)
                ? $"Whether the update had made role \"{replacement.Role}\" on {replacement.Settings.Host} was not looked at, "
                    + "and CloudFormation does not know of it: drop it there."
            : null;
        return remark is null ? done : target.Succeed(new[] { done.Reason, remark }.OfType<string>());
    }

    RoleTarget? ReplacementOf(UpdateRequest<RoleProperties> request)
    {
        try
        {
            var old = request.OldProperties;
            return string.IsNullOrEmpty(old.RoleName) ? null : TargetOf(request.Context, old);
        }
        catch (InvalidConnectionException)
        {
            // It led nowhere, so the Update cannot have done anything.
            return null;
        }
    }

    static async Task<string?> TakeBackAsync(RoleTarget replacement, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            var deletion = new RoleDeletion(replacement, replacement.PhysicalResourceId, failedCreate: null);
            return await TransactAsync(
                replacement, open => deletion.TakeBackUpdateAsync(open, requestId, cancellationToken), Briefly,
                cancellationToken)
                .WaitAsync(replacement.Context.Deadline.CleanUpToken);
        }
        catch (Exception exception) when (exception is CustomResourceException or OperationCanceledException)
        {
            var why = exception is CustomResourceException ? exception.Message : "The database did not answer in time.";
            return $"What the update did to role \"{replacement.Role}\" in database \"{replacement.Settings.Database}\" stays, "
                + $"and CloudFormation does not know of it: {why}";
        }
    }

    static bool IsForgiven(Exception exception) => exception is OperationCanceledException
        or (CustomResourceException and not RoleRefusedException { IsForLock: true });

    async Task<ResourceOutcome> DeleteRoleAsync(DeleteRequest<RoleProperties> request, CancellationToken cancellationToken)
    {
        var target = TargetOf(request.Context, request.Properties);
        if (PhysicalId.IsRole(request.PhysicalResourceId) && target.PhysicalResourceId != request.PhysicalResourceId)
        {
            return Untouched(
                request.PhysicalResourceId,
                $"The properties lead to {target.PhysicalResourceId}, which is another resource.");
        }

        var deletion = new RoleDeletion(target, request.PhysicalResourceId, request.FailedCreate);
        var transaction = new RoleTransaction(target.Connector, target.Context);
        var work = TransactAsync(
            target, transaction, open => deletion.RunAsync(open, cancellationToken), Patience.Endless, cancellationToken);
        try
        {
            return await work.WaitAsync(request.Context.Deadline.CleanUpToken);
        }
        catch (Exception exception)
            when (!work.IsCompleted || (exception is RoleRefusedException && transaction.IsLinkLost))
        {
            // FAILED would leave the stack in DELETE_FAILED for a database that often goes with it.
            request.Context.Log.DeploymentFailed(exception);
            return new Succeeded(request.PhysicalResourceId)
            {
                Reason = $"Whether role \"{target.Role}\" was dropped is not known: the database did not answer until the "
                    + "function's time was over. If it is there, drop it.",
            };
        }
    }

    static Task<ResourceOutcome> RunAsync(
        RoleTarget target, RoleChange change, Action ensureValid, CancellationToken cancellationToken) =>
        TransactAsync(
            target, open => change.RunAsync(open, ensureValid, cancellationToken),
            change.IsBack ? Patience.Endless : Patience.Forward, cancellationToken);

    static Task<T> TransactAsync<T>(
        RoleTarget target, Func<NpgsqlConnection, Task<T>> workAsync, Patience patience, CancellationToken cancellationToken) =>
        TransactAsync(
            target, new RoleTransaction(target.Connector, target.Context), workAsync, patience, cancellationToken);

    static async Task<T> TransactAsync<T>(
        RoleTarget target, RoleTransaction transaction, Func<NpgsqlConnection, Task<T>> workAsync, Patience patience,
        CancellationToken cancellationToken)
    {
        try
        {
            return await transaction.RunAsync(workAsync, patience, cancellationToken);
        }
        catch (Exception exception) when (exception is PostgresException or BlockedException)
        {
            throw RoleRefusedException.For(target, exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            throw new RoleRefusedException(
                $"The change of role \"{target.Role}\" was not confirmed by the database before the time was over. Try again.",
                exception);
        }
    }

    Task<RoleCredentials> PasswordAsync(RoleTarget target, CancellationToken cancellationToken) =>
        RoleCredentials.ReadAsync(target.Properties, credentials, target.Context, cancellationToken);

    RoleTarget TargetOf(RequestContext context, RoleProperties properties) =>
        new(context, properties, ConnectionSettings.For(properties.Place(), connection), credentials);

    static Succeeded Untouched(string physicalResourceId, string reason) =>
        new(physicalResourceId) { Reason = $"Nothing was touched. {reason}" };
}
