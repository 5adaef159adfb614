using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Orders;

/// <summary>The SQL that shows and places orders.</summary>
static class OrderStatements
{
    const string Columns = """
        id, customer_id, address_id, status::text AS status, note,
          coalesce((SELECT t.total_cents FROM order_totals t WHERE t.order_id = orders.id), 0) AS total_cents,
          version, placed_at
        """;

    public static readonly Statement<OrderSummary> List = new(
        "Orders.List",
        $"""
        SELECT {Columns} FROM orders
        WHERE id > $1 AND ($3::bigint IS NULL OR customer_id = $3) AND ($4::text IS NULL OR status = $4::text::order_status)
        ORDER BY id LIMIT $2
        """,
        Read);

    public static readonly Statement<OrderSummary> Find = new("Orders.Find", $"SELECT {Columns} FROM orders WHERE id = $1", Read);

    public static readonly Statement<OrderLine> Lines = new(
        "Orders.Lines",
        "SELECT line, product_id, quantity, price_cents FROM order_lines WHERE order_id = $1 ORDER BY line",
        row => new(row.GetInt32(0), row.GetInt64(1), row.GetInt32(2), row.GetInt32(3)));

    public static readonly Statement<OfferedProduct> Offers = new(
        "Orders.Offers",
        "SELECT id, price_cents, active FROM products WHERE id = ANY ($1::bigint[])",
        row => new(row.GetInt64(0), row.GetInt32(1), row.GetBoolean(2)));

    /// <summary>The order and its lines; nothing when the address is not the customer's. What costs nothing is paid.</summary>
    public static readonly Statement<OrderSummary> Place = new(
        "Orders.Place",
        """
        WITH placed AS (
          INSERT INTO orders (customer_id, address_id, note, status)
          SELECT customer_id, id, $3::text, CASE WHEN $7::bigint = 0 THEN 'paid' ELSE 'placed' END::order_status
          FROM addresses WHERE id = $2 AND customer_id = $1
          RETURNING id, customer_id, address_id, status, note, version, placed_at
        ), lines AS (
          INSERT INTO order_lines (order_id, line, product_id, quantity, price_cents)
          SELECT placed.id, l.line, l.product_id, l.quantity, l.price_cents
          FROM placed, unnest($4::bigint[], $5::int[], $6::int[]) WITH ORDINALITY AS l (product_id, quantity, price_cents, line)
        )
        SELECT id, customer_id, address_id, status::text AS status, note, $7::bigint AS total_cents, version, placed_at
        FROM placed
        """,
        Read);

    static OrderSummary Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetString(3),
        row.TextOrNull(4),
        row.GetInt64(5),
        row.GetInt32(6),
        row.Time(7));
}
