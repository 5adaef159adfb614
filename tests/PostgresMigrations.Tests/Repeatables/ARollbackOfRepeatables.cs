using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Repeatables;

/// <summary>A deployment has changed repeatables and is taken back, by an image that may never have had any.</summary>
public sealed class ARollbackOfRepeatables(SharedPostgres postgres)
{
    static readonly (string, string)[] Customers =
    [
        ("0001_create_customers.sql", "CREATE TABLE customers (id int PRIMARY KEY, name text)"),
        ("0001_create_customers.down.sql", "DROP TABLE customers"),
    ];

    static readonly (string, string)[] Email =
    [
        ("0002_add_email.sql", "ALTER TABLE customers ADD COLUMN email text"),
        ("0002_add_email.down.sql", "ALTER TABLE customers DROP COLUMN email"),
    ];

    static readonly Dictionary<string, Change> Changes = new(StringComparer.Ordinal)
    {
        ["a view gets the new column"] = new(
            [("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, name FROM customers")],
            [("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, name, email FROM customers")]),
        ["a view that says DROP gets the new column"] = new(
            [("a.sql", "DROP VIEW IF EXISTS a; CREATE VIEW a AS SELECT id, name FROM customers")],
            [("a.sql", "DROP VIEW IF EXISTS a; CREATE VIEW a AS SELECT email, id, name FROM customers")]),
        ["a view is new"] = new([], [("a.sql", "CREATE VIEW a AS SELECT id, email FROM customers")]),
        ["a new view has rights and a comment"] = new(
            [],
            [("a.sql", "CREATE VIEW a AS SELECT id, email FROM customers; GRANT SELECT ON a TO PUBLIC; COMMENT ON VIEW a IS 'new'")]),
        ["a view gets another condition"] = new(
            [("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id FROM customers")],
            [("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id FROM customers WHERE email IS NOT NULL")]),
        ["a view has no OR REPLACE and its own down"] = new(
            [("a.sql", "CREATE VIEW a AS SELECT id FROM customers"), ("a.down.sql", "DROP VIEW a")],
            [("a.sql", "DROP VIEW a; CREATE VIEW a AS SELECT email FROM customers"), ("a.down.sql", "DROP VIEW a")]),
        ["a view below an unchanged view gets the new column"] = new(
            [
                ("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, name FROM customers"),
                ("b.sql", "CREATE OR REPLACE VIEW b AS SELECT id FROM a"),
                ("c.sql", "CREATE OR REPLACE VIEW c AS SELECT id FROM b"),
            ],
            [
                ("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, name, email FROM customers"),
                ("b.sql", "CREATE OR REPLACE VIEW b AS SELECT id FROM a"),
                ("c.sql", "CREATE OR REPLACE VIEW c AS SELECT id FROM b"),
            ]),
        ["views on views change together"] = new(
            [
                ("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id FROM customers"),
                ("b.sql", "CREATE OR REPLACE VIEW b AS SELECT id FROM a"),
            ],
            [
                ("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id, email FROM customers"),
                ("b.sql", "CREATE OR REPLACE VIEW b AS SELECT id, email FROM a"),
            ]),
        ["a new view stands on a changed one of a later name"] = new(
            [("z.sql", "CREATE OR REPLACE VIEW z AS SELECT id FROM customers")],
            [
                ("z.sql", "CREATE OR REPLACE VIEW z AS SELECT id, email FROM customers"),
                ("zz.sql", "CREATE VIEW zz AS SELECT email FROM z"),
            ]),
        ["a function gets another body"] = new(
            [("f.sql", "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a $$")],
            [("f.sql", "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a + 1 $$")]),
        ["a function gets another argument"] = new(
            [("f.sql", "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a $$")],
            [
                (
                    "f.sql",
                    "DROP FUNCTION IF EXISTS f(int); CREATE OR REPLACE FUNCTION f(a int, b timestamp with time zone DEFAULT now()) "
                        + "RETURNS int LANGUAGE sql AS $$ SELECT a $$"),
            ]),
        ["a function is overloaded"] = new(
            [("f.sql", "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a $$")],
            [
                (
                    "f.sql",
                    """
                    CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a $$;
                    CREATE OR REPLACE FUNCTION f(a text, VARIADIC b double precision[] = '{}') RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
                    """),
            ]),
        ["a function returns another type"] = new(
            [("f.sql", "DROP FUNCTION IF EXISTS f(); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")],
            [("f.sql", "DROP FUNCTION IF EXISTS f(); CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT 1::text'")]),
        ["a function reads the new column in its parsed body"] = new(
            [],
            [("f.sql", "CREATE FUNCTION f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT max(email) FROM customers; END")]),
        ["a trigger's function and its trigger are new"] = new(
            [],
            [
                ("f.sql", "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"),
                (
                    "t.sql",
                    "CREATE OR REPLACE TRIGGER t BEFORE UPDATE OF email ON customers FOR EACH ROW EXECUTE FUNCTION f()"),
            ]),
        ["a procedure is new"] = new(
            [], [("p.sql", "CREATE PROCEDURE p(IN a int, INOUT b text) LANGUAGE plpgsql AS 'BEGIN NULL; END'")]),
        ["a materialized view with an index gets the new column"] = new(
            [
                (
                    "m.sql",
                    "DROP MATERIALIZED VIEW IF EXISTS m; CREATE MATERIALIZED VIEW m AS SELECT id FROM customers; "
                        + "CREATE UNIQUE INDEX m_id ON m (id)"),
            ],
            [
                (
                    "m.sql",
                    "DROP MATERIALIZED VIEW IF EXISTS m; CREATE MATERIALIZED VIEW m AS SELECT id, email FROM customers; "
                        + "CREATE UNIQUE INDEX m_id ON m (id)"),
            ]),
        ["a new repeatable is taken back by its down alone"] = new(
            [],
            [
                ("d.sql", "CREATE DOMAIN mail AS text; ALTER TABLE customers ALTER COLUMN email TYPE mail"),
                ("d.down.sql", "ALTER TABLE customers ALTER COLUMN email TYPE text; DROP DOMAIN mail"),
            ]),
        ["a new text says more about rights than the former"] = new(
            [("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id FROM customers")],
            [("a.sql", "CREATE OR REPLACE VIEW a AS SELECT id FROM customers; GRANT SELECT ON a TO PUBLIC; COMMENT ON VIEW a IS 'x'")]),
        ["names have quotes, apostrophes and letters of their own"] = new(
            [("wes's größe.sql", "CREATE OR REPLACE VIEW \"Wes's Größe\" AS SELECT id FROM customers")],
            [("wes's größe.sql", "CREATE OR REPLACE VIEW \"Wes's Größe\" AS SELECT id, email FROM customers")]),
    };

    public static TheoryData<string, string> Cases { get; } =
        new(from change in Changes.Keys from image in (string[])["old", "new", "bare"] select (change, image));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task GivesBackWhatWasThere(string change, string answering)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var (first, second) = (Named(Changes[change].First), Named(Changes[change].Second));
        var (old, next) = (Image.With([.. Customers, .. first]), Image.With([.. Customers, .. Email, .. second]));
        var created = await stack.CreateAsync(old, TestStack.Revision(1));
        created.ShouldSucceed();
        var before = await database.CatalogueAsync();
        (await stack.UpdateAsync(next, TestStack.Revision(2))).ShouldSucceed();
        (await database.CatalogueAsync()).ShouldNotBe(before);
        var image = answering switch { "old" => old, "new" => next, _ => Image.With(Customers) };

        var answer = await stack.RollBackAsync(image, TestStack.Revision(2), TestStack.Revision(1));

        answer.ShouldSucceed();
        answer.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before);
        answer["Fingerprint"].ShouldBe(created["Fingerprint"]);
        answer["DatabaseVersion"].ShouldBe("1");
        (await stack.UpdateAsync(next, TestStack.Revision(3))).ShouldSucceed();
    }

    static IEnumerable<(string, string)> Named((string Name, string Text)[] files) =>
        files.Select(file => ($"repeatable/{file.Name}", file.Text));

    sealed record Change((string Name, string Text)[] First, (string Name, string Text)[] Second);
}
