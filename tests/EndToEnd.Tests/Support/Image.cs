namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>The scripts of one image, in a folder of their own.</summary>
sealed class Image : IDisposable
{
    /// <summary>Files by name: <c>("0001_a.sql", "CREATE TABLE a ()")</c>.</summary>
    public Image(params IEnumerable<(string Name, string Text)> files)
    {
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    /// <summary>Two scripts with their downs.</summary>
    public static (string Name, string Text)[] Old =>
    [
        ("0001_create_customers.sql", "CREATE TABLE customers (id int PRIMARY KEY, name text)"),
        ("0001_create_customers.down.sql", "DROP TABLE customers"),
        ("0002_fill_customers.sql", "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace')"),
        ("0002_fill_customers.down.sql", "DELETE FROM customers WHERE id IN (1, 2)"),
    ];

    /// <summary>Two more.</summary>
    public static (string Name, string Text)[] New =>
    [
        .. Old,
        ("0003_create_orders.sql", "CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);\nINSERT INTO orders VALUES (7, 1)"),
        ("0003_create_orders.down.sql", "DROP TABLE orders"),
        ("0004_add_email.sql", "ALTER TABLE customers ADD COLUMN email text NOT NULL DEFAULT 'unknown'"),
        ("0004_add_email.down.sql", "ALTER TABLE customers DROP COLUMN email"),
    ];

    public string Folder { get; } = Directory.CreateTempSubdirectory("lockstep-image-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
