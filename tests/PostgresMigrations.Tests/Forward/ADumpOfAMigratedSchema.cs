using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Tests.Inspecting;

namespace Lockstep.PostgresMigrations.Tests.Forward;

/// <summary>How a team begins with Lockstep: what its database has now is the first script.</summary>
public sealed class ADumpOfAMigratedSchema(SharedPostgres postgres)
{
    static readonly Image Migrated = Image.With(
        (
            "1_customers.sql",
            """
            CREATE TYPE mood AS ENUM ('good', 'it''s; bad');
            CREATE FUNCTION loud(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $f$ BEGIN RETURN upper(t); -- not $$;
            END $f$;
            CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT n; SELECT n * 2; END;
            CREATE TABLE customers (
              id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL CHECK (name <> ';'), mood mood, tags text[],
              price numeric(10, 2) DEFAULT 1.5, loud text GENERATED ALWAYS AS (upper(name)) STORED);
            CREATE INDEX ON customers (loud(name)) WHERE mood = 'it''s; bad';
            COMMENT ON TABLE customers IS 'those who''d pay;
            -- or not';
            """),
        (
            "2_orders.sql",
            """
            CREATE TABLE "Orders; all" (id serial PRIMARY KEY, customer int REFERENCES customers ON DELETE CASCADE, at timestamptz);
            CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.at := now(); RETURN new; END $$;
            CREATE TRIGGER stamp BEFORE INSERT ON "Orders; all" FOR EACH ROW EXECUTE FUNCTION stamp();
            CREATE RULE kept AS ON DELETE TO "Orders; all" DO INSTEAD (SELECT 1; SELECT 2);
            GRANT SELECT ON "Orders; all" TO PUBLIC;
            """),
        (
            "3_rows.sql",
            """
            INSERT INTO customers (name, mood, tags) VALUES
              ('Ada', 'good', '{}'), (E'tab\t back\\slash \\. \nline', 'it''s; bad', '{"a;b",NULL}'), (E'\\.', NULL, NULL), ('', NULL, NULL);
            INSERT INTO "Orders; all" (customer) SELECT id FROM customers;
            """),
        ("repeatable/names.sql", "CREATE OR REPLACE VIEW names AS SELECT name, twice(id) FROM customers"));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsTheFirstScriptOfAnotherDatabaseAndMakesTheSame()
    {
        var pgDump = await PgDump.FindAsync(postgres.Server, Token);
        Assert.SkipWhen(pgDump is null, "there is no pg_dump beside the server's binaries");
        var (from, to) = (await TestDatabase.CreateAsync(postgres), await TestDatabase.CreateAsync(postgres));
        using var former = new TestStack(from.ConnectionString);
        (await former.CreateAsync(Migrated, TestStack.Revision(1))).ShouldSucceed();
        var dump = await pgDump.TextAsync(from.ConnectionString, ["--exclude-schema=lockstep"], Token);
        using var stack = new TestStack(to.ConnectionString);

        (await stack.CreateAsync(Image.With(("1_dump.sql", dump)), TestStack.Revision(1))).ShouldSucceed();

        (await to.CatalogueAsync()).ShouldBe(await from.CatalogueAsync());
        (await RowsAsync(from)).Count.ShouldBe(8);
        (await RowsAsync(to)).ShouldBe(await RowsAsync(from));
        (await to.ValueAsync("INSERT INTO customers (name) VALUES ('Grace') RETURNING id")).ShouldBe("5");
    }

    static Task<IReadOnlyList<string>> RowsAsync(TestDatabase database) => database.RowsAsync(
        "SELECT to_jsonb(c)::text FROM customers c UNION ALL SELECT to_jsonb(o)::text FROM \"Orders; all\" o");
}
