using Npgsql;

namespace Lockstep.Api.Database;

/// <summary>An SQL statement of the API. All there are stand in a class of their resource, so that a test can hold each against
/// the schema.</summary>
/// <param name="Name">For whoever reads that it does not fit: <c>Orders.List</c>.</param>
/// <param name="Sql">With parameters $1, $2, …</param>
abstract record Statement(string Name, string Sql)
{
    /// <summary>What a row is made into.</summary>
    public abstract Type Row { get; }
}

/// <summary>A statement and how its rows are read.</summary>
sealed record Statement<TRow>(string Name, string Sql, Func<NpgsqlDataReader, TRow> Read) : Statement(Name, Sql)
{
    public override Type Row => typeof(TRow);

    /// <summary>The statement with its parameters' values, $1 first.</summary>
    public BoundStatement<TRow> With(params IReadOnlyList<object?> values) => new(this, values);
}

/// <summary>A statement that can be run.</summary>
readonly record struct BoundStatement<TRow>(Statement<TRow> Statement, IReadOnlyList<object?> Values);
