using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Npgsql;

namespace Lockstep.Rehearsal.Playing;

/// <summary>Another migrator, of which nobody knows: while it is at work, it has the lock of the schema.</summary>
/// <param name="database">Its login.</param>
[SuppressMessage("Design", "CA1001", Justification = "GoAsync ends it, or the server's end does.")]
sealed class Rival(string database)
{
    // What every migrator of Lockstep takes, of any version.
    const string Lock = """
        SELECT pg_advisory_lock(('x' || substr(encode(sha256('lockstep:schema:public'), 'hex'), 1, 16))::bit(64)::bigint)
        """;

    bool _isInTheWay;
    NpgsqlConnection? _connection;

    /// <summary>Lets it begin its work when an update is rolled back.</summary>
    public void GetInTheWay() => _isInTheWay = true;

    /// <summary>Ends it.</summary>
    public async Task GoAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    public async Task ObserveAsync(StackEvent told, CancellationToken cancellationToken)
    {
        if (!_isInTheWay || told.ResourceStatus != Status.UpdateRollbackInProgress)
        {
            return;
        }

        _isInTheWay = false;
        _connection = new($"{database};Pooling=false;Application Name=another migrator");
        await _connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Lock, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
