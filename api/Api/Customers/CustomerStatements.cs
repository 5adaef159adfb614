using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Customers;

/// <summary>The SQL of customers.</summary>
static class CustomerStatements
{
    public static readonly Statement<Customer> List = new(
        "Customers.List",
        """
        SELECT id, email, name, version, created_at FROM customers
        WHERE id > $1 AND ($3::text IS NULL OR lower(email) = lower($3)) ORDER BY id LIMIT $2
        """,
        Read);

    public static readonly Statement<Customer> Find = new(
        "Customers.Find", "SELECT id, email, name, version, created_at FROM customers WHERE id = $1", Read);

    public static readonly Statement<Customer> Add = new(
        "Customers.Add",
        "INSERT INTO customers (email, name) VALUES ($1, $2) RETURNING id, email, name, version, created_at",
        Read);

    public static readonly Statement<Customer> Change = new(
        "Customers.Change",
        """
        UPDATE customers SET email = $3, name = $4, version = version + 1
        WHERE id = $1 AND version = coalesce($2::int, version) RETURNING id, email, name, version, created_at
        """,
        Read);

    public static readonly Statement<Customer> Remove = new(
        "Customers.Remove",
        """
        DELETE FROM customers WHERE id = $1 AND version = coalesce($2::int, version)
        RETURNING id, email, name, version, created_at
        """,
        Read);

    public static readonly Statement<int> Version = new(
        "Customers.Version", "SELECT version FROM customers WHERE id = $1", row => row.GetInt32(0));

    static Customer Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.Time(4));
}
