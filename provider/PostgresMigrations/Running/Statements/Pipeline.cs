using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>
/// Collects statements, of scripts and our own, and sends many in one round trip; knows of each where it came from.
/// </summary>
/// <remarks>
/// Each goes out verbatim as an <see cref="NpgsqlBatchCommand"/>: an <see cref="NpgsqlCommand"/> would split its text once more.
/// </remarks>
/// <param name="connection">Where to.</param>
/// <param name="deadline">When the server must have ended what nobody can cancel.</param>
/// <param name="cancellationToken">The time there is to work.</param>
sealed class Pipeline(NpgsqlConnection connection, Deadline deadline, CancellationToken cancellationToken)
{
    // Enough that the round trip is lost in the work, few enough that a script of 50 MB is never in memory twice.
    const int MostStatements = 1000;
    const int MostCharacters = 1_000_000;

    readonly List<(NpgsqlBatchCommand Command, Origin? Origin)> _waiting = [];
    readonly List<NpgsqlBatchCommand> _needed = [];
    int _characters;

    /// <summary>A statement of ours.</summary>
    /// <returns>The command, which knows the number of rows it affected once it was sent.</returns>
    public NpgsqlBatchCommand Add(Sql statement)
    {
        var command = statement.ToCommand();
        Queue(command, null);
        return command;
    }

    /// <summary>Statements of ours.</summary>
    public void AddAll(IEnumerable<Sql> statements)
    {
        foreach (var statement in statements)
        {
            Add(statement);
        }
    }

    /// <summary>Statements of ours, the first of which must find its row.</summary>
    public void AddNeeded(IEnumerable<Sql> statements) => _needed.Add(statements.Select(Add).ToList()[0]);

    /// <summary>Whether what was sent has found its rows.</summary>
    public bool HasFoundAll => _needed.TrueForAll(command => command.RecordsAffected > 0);

    /// <summary>Every statement of a script; sends what is full on the way.</summary>
    /// <exception cref="ScriptFailedException">A statement sent on the way failed.</exception>
    public async Task AddAsync(RunStep step)
    {
        foreach (var statement in step.Text.Statements)
        {
            await AddAsync(new Origin(step, statement));
        }
    }

    /// <summary>One statement of a script that takes no data with it, to be sent with the rest.</summary>
    /// <returns>The command, which knows the number of rows it affected once it was sent.</returns>
    public NpgsqlBatchCommand Put(Origin origin)
    {
        var command = new NpgsqlBatchCommand(origin.Statement.Text);
        Queue(command, origin);
        return command;
    }

    /// <summary>One statement of a script.</summary>
    public async Task AddAsync(Origin origin)
    {
        if (origin.Statement.CopiesFromStdin)
        {
            Add(ScriptSettings.EndWith(deadline));
            await FlushAsync();
            await CopyAsync(origin);
            Add(ScriptSettings.StatementTimeoutAsBefore);
            return;
        }

        Put(origin);
        if (_waiting.Count >= MostStatements || _characters >= MostCharacters)
        {
            await FlushAsync();
        }
    }

    /// <summary>Sends what waits, and waits for the end of it.</summary>
    /// <exception cref="ScriptFailedException">A script's statement failed.</exception>
    /// <exception cref="PostgresException">One of our own failed.</exception>
    public async Task FlushAsync()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var sent = _waiting.ToList();
        _waiting.Clear();
        _characters = 0;
        await using var batch = connection.NewBatch();
        foreach (var (command, _) in sent)
        {
            batch.BatchCommands.Add(command);
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (sent.Find(one => one.Command == exception.BatchCommand).Origin is { } origin)
        {
            throw ScriptFailedException.For(origin, exception);
        }
    }

    async Task CopyAsync(Origin origin)
    {
        try
        {
            await using var writer = await connection.StillOpen()
                .BeginTextImportAsync(origin.Statement.Text, cancellationToken);
            await writer.WriteAsync(origin.Statement.CopyData, cancellationToken);
        }
        catch (PostgresException exception)
        {
            throw ScriptFailedException.For(origin, exception);
        }
    }

    void Queue(NpgsqlBatchCommand command, Origin? origin)
    {
        _waiting.Add((command, origin));
        _characters += command.CommandText.Length;
    }
}

/// <summary>Where a statement stands.</summary>
sealed record Origin(RunStep Step, Statement Statement);
