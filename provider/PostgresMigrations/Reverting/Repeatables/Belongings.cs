using System.Globalization;
using System.Text;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>
/// What goes with an object when it is dropped and does not come back with its text: its owner, who may use it, comments, and
/// what others have put on it.
/// </summary>
static class Belongings
{
    /// <summary>The text that gives it all back; null where there is nothing to give.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="leaving">Objects that are going to be dropped and made again.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public static async Task<ScriptText?> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<LeavingObject> leaving, CancellationToken cancellationToken)
    {
        if (leaving.Count == 0)
        {
            return null;
        }

        var found = await connection.QueryAsync(Query(leaving), Read, cancellationToken);
        var text = new StringBuilder();
        foreach (var one in found.Where(one => leaving[one.Place].Lacks(one)))
        {
            text.Append(one.Column is null ? one.Statement : Guarded(leaving[one.Place].Placed, one)).Append(";\n");
        }

        return text.Length == 0 ? null : new ScriptText("what belongs to repeatables", text.ToString());
    }

    // The text that comes back may not have the column.
    static string Guarded(PlacedObject placed, Belonging one) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        DO {Quoting.Literal($"""
            BEGIN
              IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass({Quoting.Literal(placed.Name)})
                AND attname = {Quoting.Literal(one.Column!)} AND NOT attisdropped) THEN
                EXECUTE {Quoting.Literal(one.Statement)};
              END IF;
            END
            """)}
        """);

    static Sql Query(IReadOnlyList<LeavingObject> leaving) => new(
        BelongingsQuery.Text,
        Sql.Value(leaving.Select(one => one.Placed.Id.Class)),
        Sql.Value(leaving.Select(one => one.Placed.Id.Object)),
        Sql.Value(leaving.Select(one => one.Placed.Name)),
        Sql.Value(leaving.Select(one => one.Placed.Granted)),
        Sql.Value(leaving.Select(one => one.Placed.Described)));

    static Belonging Read(NpgsqlDataReader row) => new(
        (int)row.GetInt64(0), Enum.Parse<BelongingKind>(row.GetString(1)), row.GetString(2), row.Text(3), row.Text(4),
        row.Text(5));
}

/// <param name="Place">Which object it belongs to.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Statement">What gives it back.</param>
/// <param name="Name">The grantee, or the name of what others have put on the object.</param>
/// <param name="Privilege">What is granted.</param>
/// <param name="Column">The column it is about; null for the whole object.</param>
sealed record Belonging(int Place, BelongingKind Kind, string Statement, string? Name, string? Privilege, string? Column);

/// <summary>In the order in which they are given back.</summary>
enum BelongingKind
{
    Owner,

    /// <summary>A right that a new object has by default and that this one did not have.</summary>
    Revoke,

    /// <summary>What the owner holds: said only once anything is granted, and then said by the server itself.</summary>
    OwnGrant,
    Grant,
    Comment,

    /// <summary>An index, a trigger or a rule.</summary>
    Attached,
}
