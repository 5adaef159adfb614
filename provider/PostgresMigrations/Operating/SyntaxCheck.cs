using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Locating;
using Npgsql;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>Has every statement parsed by the server, and executes none: Parse without Bind.</summary>
/// <remarks>
/// Only SQLSTATE 42601 counts, because tables that an earlier script will make are missing still. Some 42601 come of what is
/// missing, too (an INSERT into a column that is not there yet has "more expressions than target columns"). An aborted
/// transaction tells them apart: there the server reads the grammar before it refuses anything else, and looks up nothing. Each
/// script has a transaction, which the first error aborts; so a statement that fails is parsed once more.
/// </remarks>
sealed class SyntaxCheck(NpgsqlConnection connection, string schema, Deadline deadline)
{
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    readonly List<Finding> _findings = [];
    int _statements;

    // Its locks are gone with the script's transaction; behind somebody else's they are not waited for.
    IReadOnlyList<Sql> Begin =>
    [
        new("BEGIN READ ONLY"),
        new("SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident($1), true), "
            + "pg_catalog.set_config('lock_timeout', '100ms', true)", Sql.Value(schema)),
    ];

    public async Task<SyntaxReport> RunAsync(IEnumerable<ScriptText> texts, CancellationToken cancellationToken)
    {
        foreach (var text in texts)
        {
            if (!await CheckAsync(text, cancellationToken))
            {
                return new(_statements, IsComplete: false, _findings);
            }
        }

        return new(_statements, IsComplete: true, _findings);
    }

    async Task<bool> CheckAsync(ScriptText text, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(Begin, cancellationToken);
        var isInTime = true;
        foreach (var statement in text.Statements.TakeWhile(_ => isInTime = deadline.WorkTimeLeft > Margin))
        {
            await CheckAsync(statement, cancellationToken);
            _statements++;
        }

        await connection.ExecuteAsync([new("ROLLBACK"), new("DEALLOCATE ALL")], cancellationToken);
        return isInTime;
    }

    async Task CheckAsync(Statement statement, CancellationToken cancellationToken)
    {
        if (await ErrorOfAsync(statement, cancellationToken) is not null
            && await ErrorOfAsync(statement, cancellationToken) is { } error)
        {
            var place = ErrorLocator.Locate(statement, new ReportedError(error.Position, 0, null, null)).Position;
            _findings.Add(new(statement.Script.Name, place.Line, place.Column, $"{error.SqlState} {error.MessageText}"));
        }
    }

    async Task<PostgresException?> ErrorOfAsync(Statement statement, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(statement.Text) } };
        try
        {
            await batch.PrepareAsync(cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (!Transience.IsLinkLost(exception))
        {
            return exception.SqlState == PostgresErrorCodes.SyntaxError ? exception : null;
        }
    }
}
