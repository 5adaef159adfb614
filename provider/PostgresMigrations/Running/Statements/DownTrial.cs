using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>Tries a down that has no transaction around it, before anything of it stays.</summary>
/// <remarks>
/// Run statement by statement it would stop half done where a later statement fails or drops rows that must not go. What a
/// transaction can hold is therefore run in one first, and taken back. The rest (CONCURRENTLY, procedures that commit) is left
/// out; a failure that may come of that proves nothing. Between the runs the guard asks with our own settings: in the script's
/// search path somebody may have put functions of his own.
/// </remarks>
sealed class DownTrial(NpgsqlConnection connection, Sql settings, IStepGuard? guard, Deadline deadline)
{
    /// <exception cref="ScriptFailedException">A statement would fail.</exception>
    public async Task RunAsync(RunStep step, CancellationToken cancellationToken)
    {
        var whole = step.Text.Statements.ToList();
        var held = whole.FindAll(IsHeldByATransaction);
        await connection.ExecuteAsync([new Sql("BEGIN"), settings, .. ScriptSettings.Suspend], cancellationToken);
        try
        {
            var part = new GuardedPart(step, () => SendAsync(step, held, cancellationToken));
            await (guard is null ? part.RunAsync() : guard.CheckAsync([part], cancellationToken));
        }
        catch (ScriptFailedException failed) when (held.Count < whole.Count || NeedsNoTransaction(failed))
        {
            // Only the run itself can tell.
        }

        await connection.ExecuteAsync(new Sql("ROLLBACK"), cancellationToken);
    }

    async Task SendAsync(RunStep step, IEnumerable<Statement> statements, CancellationToken cancellationToken)
    {
        var pipeline = new Pipeline(connection, deadline, cancellationToken);
        pipeline.AddAll(ScriptSettings.Resume);
        foreach (var statement in statements)
        {
            await pipeline.AddAsync(new Origin(step, statement));
        }

        pipeline.AddAll(ScriptSettings.After);
        await pipeline.FlushAsync();
    }

    static bool IsHeldByATransaction(Statement statement) =>
        statement.TransactionControl is TransactionControl.None
            && statement.OutsideTransaction is null && !statement.WaitsForOthers;

    static bool NeedsNoTransaction(ScriptFailedException failed) =>
        failed.SqlState is PostgresErrorCodes.ActiveSqlTransaction or PostgresErrorCodes.InvalidTransactionTermination;
}
