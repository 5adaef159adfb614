using System.Data;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Locating;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>Has every statement parsed by the server, and executes none: Parse without Bind, many in one round trip.</summary>
/// <remarks>
/// Only SQLSTATE 42601 counts, because tables that an earlier script will make are missing still. Some 42601 come of what is
/// missing, too (an INSERT into a column that is not there yet has "more expressions than target columns"). An aborted
/// transaction tells them apart: there the server reads the grammar before it refuses anything else, and looks up nothing. So a
/// statement that fails is parsed once more. The server skips what was sent behind it: that goes out in the next transaction.
/// </remarks>
/// <param name="connection">Outside a transaction.</param>
/// <param name="schema">Where the scripts are going to run.</param>
/// <param name="deadline">When work must end.</param>
/// <param name="reserve">How much of the time to work is left for other things.</param>
sealed class SyntaxCheck(NpgsqlConnection connection, string schema, Deadline deadline, TimeSpan reserve)
{
    static readonly Sql RollBack = new("ROLLBACK");

    readonly List<Finding> _findings = [];
    int _statements;

    // Its locks are gone with the transaction; behind somebody else's they are not waited for.
    IReadOnlyList<Sql> Begin =>
    [
        new("BEGIN READ ONLY"),
        new("SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident($1), true), "
            + "pg_catalog.set_config('lock_timeout', '100ms', true)", Sql.Value(schema)),
    ];

    public async Task<SyntaxReport> RunAsync(IEnumerable<ScriptText> texts, CancellationToken cancellationToken)
    {
        using var window = new StatementWindow(texts.SelectMany(text => text.Statements));
        await connection.ExecuteAsync(Begin, cancellationToken);
        var portion = window.Portion;
        for (; portion.Count > 0 && deadline.WorkTimeLeft > reserve; portion = window.Portion)
        {
            var error = await FirstErrorAsync(portion, cancellationToken);
            var seen = error is var (index, _) ? index + 1 : portion.Count;
            if (error is var (_, exception))
            {
                await JudgeAsync(portion[seen - 1], exception, cancellationToken);
                await connection.ExecuteAsync([RollBack, .. Begin], cancellationToken);
            }

            window.Take(seen, error is not null);
            _statements += seen;
        }

        await connection.ExecuteAsync(RollBack, cancellationToken);
        return new(_statements, IsComplete: portion.Count == 0, _findings);
    }

    async Task JudgeAsync(Statement statement, PostgresException first, CancellationToken cancellationToken)
    {
        if (IsSyntax(first) && await FirstErrorAsync([statement], cancellationToken) is (_, var error) && IsSyntax(error))
        {
            var place = ErrorLocator.Locate(statement, new ReportedError(error.Position, 0, null, null)).Position;
            _findings.Add(new(statement.Script.Name, place.Line, place.Column, $"{error.SqlState} {error.MessageText}"));
        }
    }

    async Task<(int Index, PostgresException Error)?> FirstErrorAsync(
        IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await using var batch = connection.NewBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
        }

        try
        {
            await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
            while (await reader.NextResultAsync(cancellationToken))
            {
                // What a statement would return is of no interest.
            }

            return null;
        }
        catch (PostgresException exception) when (!Transience.IsLinkLost(exception))
        {
            return (exception.BatchCommand is { } failed ? batch.BatchCommands.IndexOf(failed) : 0, exception);
        }
    }

    static bool IsSyntax(PostgresException error) => error.SqlState == PostgresErrorCodes.SyntaxError;
}
