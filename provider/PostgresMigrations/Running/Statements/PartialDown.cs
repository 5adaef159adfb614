using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Indexes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>
/// Runs the down of a script that never ended, inside the transaction that is open, past what the script had not come to.
/// </summary>
sealed class PartialDown(NpgsqlConnection connection, ILogger log, CancellationToken cancellationToken)
{
    static readonly Savepoint Before = new("lockstep_part_of");

    /// <exception cref="ScriptFailedException">A statement failed in another way.</exception>
    public async Task RunAsync(Pipeline pipeline, RevertStep step)
    {
        await pipeline.FlushAsync();
        await AttachedPartition.FinalizePendingAsync(connection, step.Stored.Up, cancellationToken);
        foreach (var statement in step.Text.Statements)
        {
            pipeline.Add(Before.Set);
            await pipeline.FlushAsync();
            try
            {
                await pipeline.AddAsync(new Origin(step, statement));
                pipeline.Add(Before.Release);
                await pipeline.FlushAsync();
            }
            catch (ScriptFailedException failed) when (UnreachedChange.Is(step, failed))
            {
                await connection.ExecuteAsync(Before.Back, cancellationToken);
                log.StatementPassed(failed.Message);
            }
        }
    }
}
