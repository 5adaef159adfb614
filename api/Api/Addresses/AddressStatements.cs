using Lockstep.Api.Database;
using Npgsql;

namespace Lockstep.Api.Addresses;

/// <summary>The SQL of addresses.</summary>
static class AddressStatements
{
    const string Columns = "id, customer_id, recipient, street, postcode, city, country, version, created_at";

    public static readonly Statement<Address> List = new(
        "Addresses.List", $"SELECT {Columns} FROM addresses WHERE customer_id = $3 AND id > $1 ORDER BY id LIMIT $2", Read);

    public static readonly Statement<Address> Find = new(
        "Addresses.Find", $"SELECT {Columns} FROM addresses WHERE id = $1", Read);

    public static readonly Statement<Address> Add = new(
        "Addresses.Add",
        $"""
        INSERT INTO addresses (customer_id, recipient, street, postcode, city, country)
        SELECT id, $2, $3, $4, $5, $6 FROM customers WHERE id = $1 RETURNING {Columns}
        """,
        Read);

    public static readonly Statement<Address> Change = new(
        "Addresses.Change",
        $"""
        UPDATE addresses SET recipient = $3, street = $4, postcode = $5, city = $6, country = $7, version = version + 1
        WHERE id = $1 AND version = coalesce($2::int, version) RETURNING {Columns}
        """,
        Read);

    public static readonly Statement<Address> Remove = new(
        "Addresses.Remove",
        $"DELETE FROM addresses WHERE id = $1 AND version = coalesce($2::int, version) RETURNING {Columns}",
        Read);

    public static readonly Statement<int> Version = new(
        "Addresses.Version", "SELECT version FROM addresses WHERE id = $1", row => row.GetInt32(0));

    static Address Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6),
        row.GetInt32(7),
        row.Time(8));
}
