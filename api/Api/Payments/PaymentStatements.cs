using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Payments;

/// <summary>The SQL of payments.</summary>
static class PaymentStatements
{
    const string Columns = "id, order_id, method::text AS method, amount_cents, paid_at";

    public static readonly Statement<Payment> List = new(
        "Payments.List", $"SELECT {Columns} FROM payments WHERE order_id = $3 AND id > $1 ORDER BY id LIMIT $2", Read);

    public static readonly Statement<Payment> Find = new("Payments.Find", $"SELECT {Columns} FROM payments WHERE id = $1", Read);

    public static readonly Statement<Payment> Add = new(
        "Payments.Add",
        $"INSERT INTO payments (order_id, method, amount_cents) VALUES ($1, $2::text::payment_method, $3) RETURNING {Columns}",
        Read);

    static Payment Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.Time(4));
}
