using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Stock;

/// <summary>The SQL of the stock.</summary>
static class StockStatements
{
    public static readonly Statement<StockLevel> Find = new(
        "Stock.Find",
        "SELECT product_id, stock_available(product_id) AS available, version FROM stock WHERE product_id = $1",
        Read);

    public static readonly Statement<StockLevel> Add = new(
        "Stock.Add", "INSERT INTO stock (product_id) VALUES ($1) RETURNING product_id, available, version", Read);

    public static readonly Statement<StockLevel> Change = new(
        "Stock.Change",
        """
        UPDATE stock SET available = $3, version = version + 1
        WHERE product_id = $1 AND version = coalesce($2::int, version) RETURNING product_id, available, version
        """,
        Read);

    public static readonly Statement<StockLevel> Remove = new(
        "Stock.Remove", "DELETE FROM stock WHERE product_id = $1 RETURNING product_id, available, version", Read);

    /// <summary>In the order of the products, so that two orders never wait for each other in a circle.</summary>
    public static readonly Statement<StockLevel> Lock = new(
        "Stock.Lock",
        """
        SELECT product_id, available, version FROM stock WHERE product_id = ANY ($1::bigint[])
        ORDER BY product_id FOR UPDATE
        """,
        Read);

    public static readonly Statement<StockLevel> Take = new(
        "Stock.Take",
        """
        UPDATE stock SET available = available - taken.quantity, version = version + 1
        FROM unnest($1::bigint[], $2::int[]) AS taken (id, quantity)
        WHERE product_id = taken.id RETURNING product_id, available, version
        """,
        Read);

    public static readonly Statement<StockLevel> GiveBack = new(
        "Stock.GiveBack",
        """
        UPDATE stock SET available = available + lines.quantity, version = version + 1
        FROM order_lines lines WHERE lines.order_id = $1 AND lines.product_id = stock.product_id
        RETURNING stock.product_id, available, version
        """,
        Read);

    public static readonly Statement<int> Version = new(
        "Stock.Version", "SELECT version FROM stock WHERE product_id = $1", row => row.GetInt32(0));

    static StockLevel Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2));
}
