using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Tests.Support;

/// <summary>Holds the columns that statements give against the records that are made of their rows.</summary>
static class RowModels
{
    static readonly Dictionary<string, Type[]> Types = new(StringComparer.Ordinal)
    {
        ["bigint"] = [typeof(long)],
        ["integer"] = [typeof(int)],
        ["smallint"] = [typeof(short)],
        ["boolean"] = [typeof(bool)],
        ["text"] = [typeof(string)],
        ["character"] = [typeof(string)],
        ["bytea"] = [typeof(byte[])],
        ["bigint[]"] = [typeof(IReadOnlyList<long>)],
        ["timestamp with time zone"] = [typeof(DateTimeOffset)],
    };

    /// <returns>A line for each column and member that do not go together.</returns>
    public static async Task<IReadOnlyList<string>> MisfitsAsync(
        string database, IEnumerable<Statement> statements, CancellationToken cancellationToken)
    {
        var misfits = new List<string>();
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var statement in statements)
        {
            var columns = await ColumnsAsync(connection, statement, cancellationToken);
            misfits.AddRange(statement.Row.IsClass && statement.Row != typeof(string)
                ? Misfits(statement, columns)
                : columns.SelectMany(column => Misfits(statement, column, statement.Row, isNullable: false, statement.Row.Name)));
        }

        return misfits;
    }

    static IEnumerable<string> Misfits(Statement statement, IReadOnlyList<DbColumn> columns)
    {
        var members = statement.Row.GetConstructors(BindingFlags.Instance | BindingFlags.Public)[0].GetParameters();
        var names = members.Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name!)).ToList();
        if (!names.SequenceEqual(columns.Select(column => column.ColumnName), StringComparer.Ordinal))
        {
            return [$"{statement.Name}: gives {string.Join(", ", columns.Select(column => column.ColumnName))} for {string.Join(", ", names)}"];
        }

        return columns.Zip(members).SelectMany(pair => Misfits(
            statement,
            pair.First,
            Nullable.GetUnderlyingType(pair.Second.ParameterType) ?? pair.Second.ParameterType,
            IsNullable(pair.Second),
            $"{statement.Row.Name}.{pair.Second.Name}"));
    }

    static IEnumerable<string> Misfits(Statement statement, DbColumn column, Type type, bool isNullable, string member)
    {
        if (!Types[column.DataTypeName!.Split('(')[0]].Contains(type))
        {
            yield return $"{statement.Name}: {column.ColumnName} is {column.DataTypeName} in the database, and {type.Name} in {member}";
        }

        // Of an expression nobody knows.
        if (column.BaseColumnName is not null && column.AllowDBNull == true && !isNullable)
        {
            yield return $"{statement.Name}: {column.ColumnName} can be null in the database, and not in {member}";
        }
    }

    static bool IsNullable(ParameterInfo member) => new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;

    [SuppressMessage("Security", "CA2100", Justification = "The API's own statements.")]
    static async Task<IReadOnlyList<DbColumn>> ColumnsAsync(
        NpgsqlConnection connection, Statement statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement.Sql, connection);
        for (var number = 1; statement.Sql.Contains($"${number}", StringComparison.Ordinal); number++)
        {
            command.Parameters.Add(new() { Value = DBNull.Value });  // without a type: PostgreSQL finds it out
        }

        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly | CommandBehavior.KeyInfo, cancellationToken);
        return await reader.GetColumnSchemaAsync(cancellationToken);
    }
}
