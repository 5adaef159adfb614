namespace Lockstep.Rehearsal.Tests.Inspecting.Changes;

/// <summary>Changes to what stands on a table, each with what takes it back.</summary>
static class TablePartChanges
{
    public static IReadOnlyList<(string Do, string Undo)> All { get; } =
    [
        ("ALTER TABLE alone ADD CONSTRAINT positive CHECK (id > 0)", "ALTER TABLE alone DROP CONSTRAINT positive"),
        ("DROP TABLE younger; CREATE TABLE younger (more int, CONSTRAINT grown CHECK (id > 0)) INHERITS (elder)",
            "DROP TABLE younger; CREATE TABLE younger (more int) INHERITS (elder)"),
        ("ALTER TABLE alone ADD CONSTRAINT single UNIQUE (id)", "ALTER TABLE alone DROP CONSTRAINT single"),
        ("ALTER TABLE orders DROP CONSTRAINT customer_fkey",
            "ALTER TABLE orders ADD CONSTRAINT customer_fkey FOREIGN KEY (customer) REFERENCES customers"),
        ("ALTER TABLE orders ALTER CONSTRAINT customer_fkey DEFERRABLE",
            "ALTER TABLE orders ALTER CONSTRAINT customer_fkey NOT DEFERRABLE"),
        ("ALTER TABLE orders RENAME CONSTRAINT customer_fkey TO of_customer",
            "ALTER TABLE orders RENAME CONSTRAINT of_customer TO customer_fkey"),
        ("CREATE INDEX extra ON alone (id DESC)", "DROP INDEX extra"),
        ("ALTER INDEX orders_customer SET (fillfactor = 60)", "ALTER INDEX orders_customer RESET (fillfactor)"),
        ("ALTER INDEX orders_customer SET TABLESPACE elsewhere", "ALTER INDEX orders_customer SET TABLESPACE pg_default"),
        ("ALTER INDEX orders_more ALTER COLUMN 1 SET STATISTICS 300", "ALTER INDEX orders_more ALTER COLUMN 1 SET STATISTICS -1"),
        ("ALTER INDEX parts_at ATTACH PARTITION parts_old_at",
            "DROP INDEX parts_at; CREATE INDEX parts_at ON ONLY parts (at); CREATE INDEX parts_old_at ON parts_old (at)"),
        ("CREATE TRIGGER more AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()", "DROP TRIGGER more ON orders"),
        ("CREATE CONSTRAINT TRIGGER more AFTER INSERT ON orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch()",
            "DROP TRIGGER more ON orders"),
        ("ALTER TABLE orders DISABLE TRIGGER touched", "ALTER TABLE orders ENABLE TRIGGER touched"),
        ("ALTER TABLE orders ENABLE ALWAYS TRIGGER touched", "ALTER TABLE orders ENABLE TRIGGER touched"),
        ("CREATE OR REPLACE RULE nothing AS ON DELETE TO orders WHERE OLD.id > 1 DO INSTEAD NOTHING",
            "CREATE OR REPLACE RULE nothing AS ON DELETE TO orders DO INSTEAD NOTHING"),
        ("ALTER TABLE orders DISABLE RULE nothing", "ALTER TABLE orders ENABLE RULE nothing"),
        ("ALTER POLICY mine ON orders USING (customer = 2)", "ALTER POLICY mine ON orders USING (customer = 1)"),
        ("ALTER POLICY mine ON orders TO pg_monitor", "ALTER POLICY mine ON orders TO PUBLIC"),
        ("ALTER POLICY mine ON orders WITH CHECK (customer = 3)",
            "DROP POLICY mine ON orders; CREATE POLICY mine ON orders USING (customer = 1)"),
        ("CREATE POLICY strict ON orders AS RESTRICTIVE USING (true)", "DROP POLICY strict ON orders"),
        ("CREATE STATISTICS more (ndistinct) ON id, note FROM orders", "DROP STATISTICS more"),
        ("ALTER STATISTICS alike SET STATISTICS 200", "ALTER STATISTICS alike SET STATISTICS -1"),
        ("ALTER STATISTICS alike OWNER TO pg_monitor", "ALTER STATISTICS alike OWNER TO CURRENT_USER"),
    ];
}
