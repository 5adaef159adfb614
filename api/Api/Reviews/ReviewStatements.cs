using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Reviews;

/// <summary>The SQL of reviews.</summary>
static class ReviewStatements
{
    const string Columns = "id, product_id, customer_id, rating, body, version, created_at";

    public static readonly Statement<Review> List = new(
        "Reviews.List",
        $"""
        SELECT {Columns} FROM reviews WHERE product_id = $3 AND id > $1 AND ($4::bigint IS NULL OR rating >= $4)
        ORDER BY id LIMIT $2
        """,
        Read);

    public static readonly Statement<Review> Find = new("Reviews.Find", $"SELECT {Columns} FROM reviews WHERE id = $1", Read);

    public static readonly Statement<Review> Add = new(
        "Reviews.Add",
        $"""
        INSERT INTO reviews (product_id, customer_id, rating, body)
        SELECT id, $2::bigint, $3::smallint, $4::text FROM products WHERE id = $1 RETURNING {Columns}
        """,
        Read);

    public static readonly Statement<Review> Change = new(
        "Reviews.Change",
        $"""
        UPDATE reviews SET rating = $3, body = $4, version = version + 1
        WHERE id = $1 AND version = coalesce($2::int, version) RETURNING {Columns}
        """,
        Read);

    public static readonly Statement<Review> Remove = new(
        "Reviews.Remove",
        $"DELETE FROM reviews WHERE id = $1 AND version = coalesce($2::int, version) RETURNING {Columns}",
        Read);

    public static readonly Statement<int> Version = new(
        "Reviews.Version", "SELECT version FROM reviews WHERE id = $1", row => row.GetInt32(0));

    static Review Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt16(3), row.GetString(4), row.GetInt32(5), row.Time(6));
}
