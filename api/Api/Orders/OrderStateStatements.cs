using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Orders;

/// <summary>The SQL that brings an order on its way. Whoever changes an order locks it first.</summary>
static class OrderStateStatements
{
    public static readonly Statement<OrderState> Lock = new(
        "Orders.Lock", "SELECT id, status::text AS status, version FROM orders WHERE id = $1 FOR UPDATE", Read);

    /// <summary>A statement of its own, after the lock: in one with it, the sums would be those from before the wait.</summary>
    public static readonly Statement<OrderBalance> Balance = new(
        "Orders.Balance",
        """
        SELECT
          (SELECT coalesce(sum(quantity::bigint * price_cents), 0)::bigint FROM order_lines WHERE order_id = $1) AS total_cents,
          (SELECT coalesce(sum(amount_cents), 0)::bigint FROM payments WHERE order_id = $1) AS paid_cents
        """,
        row => new(row.GetInt64(0), row.GetInt64(1)));

    public static readonly Statement<OrderState> Set = new(
        "Orders.Set",
        """
        UPDATE orders SET status = $2::text::order_status, version = version + 1 WHERE id = $1
        RETURNING id, status::text AS status, version
        """,
        Read);

    /// <summary>The stock of an order's products, in their order, as whoever places an order locks it.</summary>
    public static readonly Statement<long> LockStock = new(
        "Orders.LockStock",
        """
        SELECT product_id FROM stock WHERE product_id IN (SELECT l.product_id FROM order_lines l WHERE l.order_id = $1)
        ORDER BY product_id FOR UPDATE
        """,
        row => row.GetInt64(0));

    static OrderState Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt32(2));
}
