using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>One privilege on one object.</summary>
/// <param name="Kind">What the object is.</param>
/// <param name="Name">The object as SQL names it: quoted, with schema and arguments.</param>
/// <param name="Privilege">SELECT, for example.</param>
sealed record Right(ObjectKind Kind, string Name, string Privilege);

/// <summary>GRANT and REVOKE for many rights at once.</summary>
static class Rights
{
    public static IEnumerable<Sql> Grant(IEnumerable<Right> rights, string role) =>
        Statements(rights, "GRANT", $"TO {Quoting.Identifier(role)}");

    public static IEnumerable<Sql> Revoke(IEnumerable<Right> rights, string role) =>
        Statements(rights, "REVOKE", $"FROM {Quoting.Identifier(role)}");

    /// <summary>The statements as one, whose collision with another session does not cost the connection.</summary>
    // "tuple concurrently updated" is an internal error, after which Npgsql gives the connection up, and with it our lock.
    public static Sql AsOne(params IEnumerable<Sql> statements)
    {
        var body = string.Join(' ', statements.Select(statement => $"EXECUTE {Quoting.Literal(statement.Text)};"));
        return new Sql("DO " + Quoting.Literal(
            $"BEGIN {body} EXCEPTION WHEN internal_error THEN "
                + "RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = SQLERRM; END"));
    }

    // A statement for each set of privileges, not for each object: a schema may have thousands.
    static IEnumerable<Sql> Statements(IEnumerable<Right> rights, string verb, string whom) =>
        from one in rights.GroupBy(right => (right.Kind, right.Name))
        let privileges = string.Join(", ", one.Select(right => right.Privilege))
        group one.Key.Name by (one.Key.Kind, privileges) into same
        from text in Texts(same.Key.Kind, $"{verb} {same.Key.privileges} ON", [.. same], whom)
        select new Sql(text);

    static IEnumerable<string> Texts(ObjectKind kind, string what, IReadOnlyList<string> names, string whom) => kind switch
    {
        ObjectKind.FutureTable => names.Select(schema => Future(schema, $"{what} TABLES {whom}")),
        ObjectKind.FutureSequence => names.Select(schema => Future(schema, $"{what} SEQUENCES {whom}")),
        ObjectKind.FutureRoutine => names.Select(schema => Future(schema, $"{what} ROUTINES {whom}")),
        _ => [$"{what} {kind.ToString().ToUpperInvariant()} {string.Join(", ", names)} {whom}"],
    };

    static string Future(string schema, string what) => $"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} {what}";
}
