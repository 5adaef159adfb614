using System.Globalization;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>
/// What goes with an object when it is dropped and does not come back with its text: its owner, who may use it, comments, and
/// what others have put on it. By repeatable, as statements that give it back.
/// </summary>
sealed class Belongings
{
    readonly ILookup<string, string> _statements;

    Belongings(IEnumerable<(string Script, string Statement)> statements) =>
        _statements = statements.ToLookup(one => one.Script, one => one.Statement, StringComparer.Ordinal);

    /// <summary>The steps that give all of it, by name.</summary>
    public IReadOnlyList<RunStep> Steps =>
        [.. _statements.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => Step(one.Key, one))];

    /// <param name="connection">The session.</param>
    /// <param name="leaving">Objects that are going to be dropped and made again.</param>
    /// <param name="aside">What a run that was cut off has not given back.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    public static async Task<Belongings> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<LeavingObject> leaving, IReadOnlyList<AsideScript> aside,
        CancellationToken cancellationToken)
    {
        var found = leaving.Count == 0 ? [] : await connection.QueryAsync(Query(leaving), Read, cancellationToken);
        return new Belongings(
        [
            .. found.Where(one => leaving[one.Place].Lacks(one))
                .Select(one => (leaving[one.Place].Script, StatementOf(leaving[one.Place].Placed, one))),
            .. aside.SelectMany(one => one.Belongings.Select(statement => (one.Name, Careful(statement)))),
        ]);
    }

    /// <summary>Gives what a run that was cut off has not given back; no statement where there was nothing to give.</summary>
    public static RunStep StepFor(AsideScript aside) => Step(aside.Name, aside.Belongings.Select(Careful));

    /// <summary>The statements for one repeatable.</summary>
    public IReadOnlyList<string> Of(string script) => [.. _statements[script]];

    static BelongingsStep Step(string script, IEnumerable<string> statements) => new(
        script,
        new ScriptText($"what belongs to {script}", string.Concat(statements.Select(statement => $"{statement};\n"))));

    static string StatementOf(PlacedObject placed, Belonging one) => one.Column is null ? one.Statement : Guarded(placed, one);

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

    // Since it was written down the object may have got another shape, or the role may be gone.
    static string Careful(string statement) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        DO {Quoting.Literal($"""
            BEGIN
              EXECUTE {Quoting.Literal(statement)};
            EXCEPTION
              WHEN undefined_object OR undefined_table OR undefined_function OR undefined_column OR wrong_object_type
                OR duplicate_object OR duplicate_table THEN
                RAISE WARNING 'This could not be given back: %', SQLERRM;
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
