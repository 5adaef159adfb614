using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Products;

/// <summary>The SQL of products.</summary>
static class ProductStatements
{
    const string Columns = """
        id, sku, name, description, price_cents, active,
          ARRAY(SELECT c.category_id FROM product_categories c WHERE c.product_id = products.id ORDER BY 1) AS category_ids,
          version, created_at
        """;

    public static readonly Statement<Product> List = new(
        "Products.List",
        $"""
        SELECT {Columns} FROM products
        WHERE id > $1 AND ($3::boolean IS NULL OR active = $3) AND ($4::bigint IS NULL OR price_cents <= $4)
          AND ($5::text IS NULL OR position(lower($5) IN lower(name)) > 0)
          AND ($6::bigint IS NULL
            OR EXISTS (SELECT FROM product_categories c WHERE c.product_id = products.id AND c.category_id = $6))
        ORDER BY id LIMIT $2
        """,
        Read);

    public static readonly Statement<Product> Find = new("Products.Find", $"SELECT {Columns} FROM products WHERE id = $1", Read);

    public static readonly Statement<long> Add = new(
        "Products.Add",
        "INSERT INTO products (sku, name, description, price_cents, active) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        row => row.GetInt64(0));

    public static readonly Statement<Product> Change = new(
        "Products.Change",
        $"""
        UPDATE products SET sku = $3, name = $4, description = $5, price_cents = $6, active = $7, version = version + 1
        WHERE id = $1 AND version = coalesce($2::int, version) RETURNING {Columns}
        """,
        Read);

    public static readonly Statement<Product> Remove = new(
        "Products.Remove",
        $"DELETE FROM products WHERE id = $1 AND version = coalesce($2::int, version) RETURNING {Columns}",
        Read);

    public static readonly Statement<long> PutInto = new(
        "Products.PutInto",
        """
        INSERT INTO product_categories (product_id, category_id) SELECT $1::bigint, unnest($2::bigint[])
        ON CONFLICT DO NOTHING RETURNING category_id
        """,
        row => row.GetInt64(0));

    public static readonly Statement<long> TakeOut = new(
        "Products.TakeOut",
        "DELETE FROM product_categories WHERE product_id = $1 AND category_id <> ALL ($2::bigint[]) RETURNING category_id",
        row => row.GetInt64(0));

    public static readonly Statement<int> Version = new(
        "Products.Version", "SELECT version FROM products WHERE id = $1", row => row.GetInt32(0));

    static Product Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt32(4),
        row.GetBoolean(5),
        row.GetFieldValue<long[]>(6),
        row.GetInt32(7),
        row.Time(8));
}
