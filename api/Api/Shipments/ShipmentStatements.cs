using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Shipments;

/// <summary>The SQL of shipments.</summary>
static class ShipmentStatements
{
    const string Columns = "id, order_id, carrier_code, tracking_code, version, shipped_at, delivered_at";

    public static readonly Statement<Carrier> Carriers = new(
        "Shipments.Carriers", "SELECT code, name FROM carriers ORDER BY code", row => new(row.GetString(0), row.GetString(1)));

    public static readonly Statement<Shipment> List = new(
        "Shipments.List", $"SELECT {Columns} FROM shipments WHERE order_id = $3 AND id > $1 ORDER BY id LIMIT $2", Read);

    public static readonly Statement<Shipment> Find = new(
        "Shipments.Find", $"SELECT {Columns} FROM shipments WHERE id = $1", Read);

    public static readonly Statement<Shipment> Add = new(
        "Shipments.Add",
        $"INSERT INTO shipments (order_id, carrier_code, tracking_code) VALUES ($1, $2, $3) RETURNING {Columns}",
        Read);

    public static readonly Statement<Shipment> Deliver = new(
        "Shipments.Deliver",
        $"""
        UPDATE shipments SET delivered_at = now(), version = version + 1
        WHERE id = $1 AND version = coalesce($2::int, version) AND delivered_at IS NULL RETURNING {Columns}
        """,
        Read);

    static Shipment Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.Time(5), row.TimeOrNull(6));
}
