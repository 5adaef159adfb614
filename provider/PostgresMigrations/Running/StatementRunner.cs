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
    /// <summary>Between a BEGIN and a COMMIT that the script has itself.</summary>
    bool _isInside;

    /// <exception cref="ScriptFailedException">A statement failed; those before it stay.</exception>
    public async Task RunAsync(RunStep step, CancellationToken cancellationToken)
    {
        foreach (var statement in step.Text.Statements)
        {
            var patience = statement.WaitsForOthers ? TimeSpan.Zero : lockTimeout;
            await connection.ExecuteAsync(ScriptSettings.Before(deployment.Schema, patience), cancellationToken);
            await RunAsync(new Origin(step, statement), cancellationToken);
        }
    }

    async Task RunAsync(Origin origin, CancellationToken cancellationToken)
    {
        var control = origin.Statement.TransactionControl;
        if (control != TransactionControl.None || origin.Statement.OutsideTransaction is not null)
        {
            _isInside = control == TransactionControl.None ? _isInside : control != TransactionControl.End;
            await SendAsync(origin, [], [], cancellationToken);
        }
        else if (_isInside)
        {
            await SendAsync(origin, [], StepEntries.Touched(origin.Step, deployment), cancellationToken);
        }
        else
        {
            await RunInTransactionAsync(origin, cancellationToken);
        }
    }

    async Task RunInTransactionAsync(Origin origin, CancellationToken cancellationToken)
    {
        if (guard is not null)
        {
            await connection.ExecuteAsync(new Sql("BEGIN"), cancellationToken);
            await guard.CheckAsync(
                [new(origin.Step.Text.Directives, () => SendAsync(origin, [], [], cancellationToken))], cancellationToken);
            await SendAsync(origin, [], [new Sql("COMMIT")], cancellationToken);
            return;
        }

        try
        {
            await SendAsync(
                origin,
                [new Sql("BEGIN")],
                [.. StepEntries.Touched(origin.Step, deployment), new Sql("COMMIT")],
                cancellationToken);
        }
        catch (ScriptFailedException failed) when (failed.SqlState == PostgresErrorCodes.InvalidTransactionTermination)
        {
            // A procedure or a DO block that commits; nothing of it was kept.
            await connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);
            await SendAsync(origin, [], [], cancellationToken);
        }
    }

    async Task SendAsync(Origin origin, IEnumerable<Sql> before, IEnumerable<Sql> after, CancellationToken cancellationToken)
    {
        var pipeline = new Pipeline(connection, cancellationToken);
        pipeline.AddAll(before);
        await pipeline.AddAsync(origin);
        pipeline.AddAll(after);
        await pipeline.FlushAsync();
    }
}
