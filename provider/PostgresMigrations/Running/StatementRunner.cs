using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>Runs a script that has no transaction around it, statement by statement.</summary>
/// <remarks>
/// A statement that can still gets a transaction of its own, for the journal to know its xid and for the guard to look first. One
/// that cannot goes out alone: two in one pipeline are refused (25001).
/// </remarks>
sealed class StatementRunner(NpgsqlConnection connection, Deployment deployment, TimeSpan lockTimeout, IStepGuard? guard)
{
    // Whatever the script has made the default: the journal is written in it.
    static readonly Sql Begin = new("BEGIN READ WRITE");

    /// <summary>Between a BEGIN and a COMMIT that the script has itself.</summary>
    bool _isInside;

    /// <exception cref="ScriptFailedException">A statement failed; those before it stay.</exception>
    public async Task RunAsync(RunStep step, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(ScriptSettings.Before(deployment.Schema, lockTimeout), cancellationToken);
        foreach (var statement in step.Text.Statements)
        {
            await RunAsync(new Origin(step, statement), cancellationToken);
        }
    }

    async Task RunAsync(Origin origin, CancellationToken cancellationToken)
    {
        var control = origin.Statement.TransactionControl;
        if (origin.Statement.WaitsForOthers)
        {
            await RunPatientlyAsync(origin, cancellationToken);
        }
        else if (control != TransactionControl.None || origin.Statement.OutsideTransaction is not null)
        {
            _isInside = control == TransactionControl.None ? _isInside : control != TransactionControl.End;
            await SendAsync(origin, [], [], cancellationToken);
        }
        else if (_isInside)
        {
            await SendAsync(origin, [], Touched(origin), cancellationToken);
        }
        else
        {
            await RunInTransactionAsync(origin, cancellationToken);
        }
    }

    async Task RunPatientlyAsync(Origin origin, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(ScriptSettings.WithoutLockTimeout, cancellationToken);
        await SendAsync(origin, [], [], cancellationToken);
        await connection.ExecuteAsync(ScriptSettings.AsPatientAsBefore, cancellationToken);
    }

    async Task RunInTransactionAsync(Origin origin, CancellationToken cancellationToken)
    {
        if (guard is not null)
        {
            await RunGuardedAsync(origin, guard, cancellationToken);
            return;
        }

        try
        {
            await SendAsync(origin, [Begin], [.. Touched(origin), new Sql("COMMIT")], cancellationToken);
        }
        catch (ScriptFailedException failed) when (failed.SqlState == PostgresErrorCodes.InvalidTransactionTermination)
        {
            // A procedure or a DO block that commits; nothing of it was kept.
            await connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);
            await SendAsync(origin, [], [], cancellationToken);
        }
    }

    async Task RunGuardedAsync(Origin origin, IStepGuard guard, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync([Begin, .. ScriptSettings.Suspend], cancellationToken);
        var part = new GuardedPart(
            origin.Step.Text.Directives,
            () => SendAsync(origin, ScriptSettings.Resume, ScriptSettings.Suspend, cancellationToken));
        await guard.CheckAsync([part], cancellationToken);
        await SendAsync(origin, ScriptSettings.Resume, [new Sql("COMMIT")], cancellationToken);
    }

    IEnumerable<Sql> Touched(Origin origin) =>
        StepEntries.Touched(origin.Step, deployment) is { } entry
            ? [.. ScriptSettings.Suspend, entry, .. ScriptSettings.Resume]
            : [];

    async Task SendAsync(Origin origin, IEnumerable<Sql> before, IEnumerable<Sql> after, CancellationToken cancellationToken)
    {
        var pipeline = new Pipeline(connection, cancellationToken);
        pipeline.AddAll(before);
        await pipeline.AddAsync(origin);
        pipeline.AddAll(after);
        await pipeline.FlushAsync();
    }
}
