using Npgsql;
using NpgsqlTypes;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>One statement with its parameters, $1 to $n; sent verbatim, never concatenated.</summary>
sealed record Sql(string Text, params IReadOnlyList<NpgsqlParameter> Parameters)
{
    /// <summary>The statement ends its transaction unit: what follows commits or fails on its own.</summary>
    public bool IsBarrier { get; init; }

    /// <remarks>A transaction that is run again sends its statements again, and a parameter belongs to one command.</remarks>
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Text) { AppendErrorBarrier = IsBarrier };
        foreach (var parameter in Parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        return command;
    }

    public static NpgsqlParameter Value(string? value) => Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Value(long? value) => Of(NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Value(bool value) => Of(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Value(DateTimeOffset? value) => Of(NpgsqlDbType.TimestampTz, value?.ToUniversalTime());

    public static NpgsqlParameter Value(IEnumerable<long> values) =>
        Of(NpgsqlDbType.Bigint | NpgsqlDbType.Array, values.ToArray());

    public static NpgsqlParameter Value(IEnumerable<string> values) =>
        Of(NpgsqlDbType.Text | NpgsqlDbType.Array, values.ToArray());

    static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
