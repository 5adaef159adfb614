using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>Which of some objects cannot be dropped before which others.</summary>
sealed class Dependencies
{
    // A view depends through its rule, a routine through a row type, too.
    const string Query = """
        WITH edge AS (
          SELECT CASE WHEN w.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass::oid END AS class,
            coalesce(w.ev_class, d.objid) AS id, d.deptype,
            CASE WHEN t.typrelid IS NULL THEN d.refclassid ELSE 'pg_class'::regclass::oid END AS on_class,
            coalesce(t.typrelid, d.refobjid) AS on_id
          FROM pg_depend d
          LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
          LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid AND t.typrelid <> 0
        )
        SELECT DISTINCT class::bigint, id::bigint, on_class::bigint, on_id::bigint,
          CASE WHEN id::bigint <> ALL ($1) THEN pg_describe_object(class, id, 0) END
        FROM edge WHERE on_id::bigint = ANY ($1) AND (class, id) <> (on_class, on_id)
          AND (deptype = 'n' OR id::bigint = ANY ($1))
        """;

    readonly ILookup<ObjectId, ObjectId> _dependents;
    readonly ILookup<ObjectId, string> _strangers;

    Dependencies(IReadOnlyList<Edge> edges)
    {
        _dependents = edges.ToLookup(edge => edge.On, edge => edge.Dependent);
        _strangers = edges.Where(edge => edge.Stranger is not null).ToLookup(edge => edge.On, edge => edge.Stranger!);
    }

    public static async Task<Dependencies> AmongAsync(
        NpgsqlConnection connection, IReadOnlyList<PlacedScript> scripts, CancellationToken cancellationToken)
    {
        var ids = scripts.SelectMany(script => script.Objects).Select(placed => placed.Id.Object);
        var edges = await connection.QueryAsync(
            new Sql(Query, Sql.Value(ids)),
            row => new Edge(
                new ObjectId(row.GetInt64(0), row.GetInt64(1)), new ObjectId(row.GetInt64(2), row.GetInt64(3)), row.Text(4)),
            cancellationToken);
        return new Dependencies(edges);
    }

    /// <summary>What depends on a script's objects and is no repeatable's, in PostgreSQL's words.</summary>
    public IEnumerable<string> StrangersOn(PlacedScript script) =>
        script.Objects.SelectMany(placed => _strangers[placed.Id]).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The scripts of whose objects one is a given object, as it is where a newer file has it, or depends on one, however far
    /// away.
    /// </summary>
    public IReadOnlyList<PlacedScript> Of(IEnumerable<PlacedObject> objects, IReadOnlyList<PlacedScript> scripts)
    {
        var waiting = new Stack<ObjectId>(objects.Select(placed => placed.Id));
        var reached = waiting.ToHashSet();
        while (waiting.TryPop(out var next))
        {
            foreach (var dependent in _dependents[next].Where(reached.Add))
            {
                waiting.Push(dependent);
            }

            // What is dropped of a script is all of it.
            foreach (var sibling in scripts.Where(script => script.Objects.Any(placed => reached.Contains(placed.Id)))
                .SelectMany(script => script.Objects).Where(placed => reached.Add(placed.Id)))
            {
                waiting.Push(sibling.Id);
            }
        }

        return [.. scripts.Where(script => script.Objects.Any(placed => reached.Contains(placed.Id)))];
    }

    /// <summary>In an order in which they can be dropped; where nothing depends, the last name first.</summary>
    public IReadOnlyList<PlacedScript> DropOrder(IEnumerable<PlacedScript> scripts) =>
        Order(
            scripts.OrderByDescending(script => script.Name, StringComparer.Ordinal).ToList(),
            script => script.Objects);

    /// <summary>The same for objects; where nothing depends, the last one first.</summary>
    public IReadOnlyList<PlacedObject> DropOrder(IReadOnlyList<PlacedObject> objects) =>
        Order([.. objects.Reverse()], placed => [placed]);

    // Depth first, dependents before what they depend on.
    List<T> Order<T>(List<T> all, Func<T, IReadOnlyList<PlacedObject>> objectsOf)
        where T : class
    {
        var owners = all.SelectMany(one => objectsOf(one).Select(placed => (placed.Id, one)))
            .ToLookup(pair => pair.Id, pair => pair.one);
        var ordered = new List<T>();
        var seen = new HashSet<T>(ReferenceEqualityComparer.Instance);
        all.ForEach(Visit);
        return ordered;

        void Visit(T one)
        {
            if (!seen.Add(one))
            {
                return;
            }

            foreach (var dependent in objectsOf(one).SelectMany(placed => _dependents[placed.Id]).SelectMany(id => owners[id]))
            {
                Visit(dependent);
            }

            ordered.Add(one);
        }
    }

    sealed record Edge(ObjectId Dependent, ObjectId On, string? Stranger);
}
