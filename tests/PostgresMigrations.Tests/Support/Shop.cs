namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>A small schema in two versions, each script with its down.</summary>
static class Shop
{
    public static readonly (string Name, string Text)[] First =
    [
        ("0001_create_customers.sql", "CREATE TABLE customers (id int PRIMARY KEY, name text)"),
        ("0001_create_customers.down.sql", "DROP TABLE customers"),
        ("0002_fill_customers.sql", "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace')"),
        ("0002_fill_customers.down.sql", "DELETE FROM customers WHERE id IN (1, 2)"),
    ];

    public static readonly (string Name, string Text)[] Second =
    [
        (
            "0003_create_orders.sql",
            "CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);\nINSERT INTO orders VALUES (7, 1)"),
        ("0003_create_orders.down.sql", "DROP TABLE orders"),
        (
            "0004_add_email.sql",
            "ALTER TABLE customers ADD COLUMN email text NOT NULL DEFAULT 'unknown';\nUPDATE customers SET email = "
                + "'ada@example.com' WHERE id = 1"),
        ("0004_add_email.down.sql", "ALTER TABLE customers DROP COLUMN email"),
    ];

    public static Image Old() => Image.With(First);

    public static Image New() => Image.With([.. First, .. Second]);
}
