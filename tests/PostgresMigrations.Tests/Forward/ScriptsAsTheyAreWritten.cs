using System.Text;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Forward;

public sealed class ScriptsAsTheyAreWritten(SharedPostgres postgres)
{
    // What other tools take for placeholders, parameters or their own quotes.
    const string Odd = "$2a$10$x US$5 :name %s {{x}} @p ? \\ {0} $USD$";

    // In bytes; of Linux' file systems.
    const int LongestName = 255;

    [Fact]
    public async Task ArriveByteForByte()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With((
            "1_a.sql",
            $$"""
            CREATE TABLE a (t text, found bool);
            INSERT INTO a VALUES ('{{Odd}}', '{"a": [1]}'::jsonb @> '{"a": []}' AND '{"a": 1}'::jsonb ? 'a' AND 3 <@ int4range(1, 5));
            """));

        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();

        (await database.RowsAsync("SELECT t, found FROM a")).ShouldBe([$"{Odd}|True"]);
    }

    [Fact]
    public async Task AreJournaledAlsoWhenTheyDoNothing()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var image = Image.With(
            ("1_a.sql", "-- was never needed\n/* nor this */"), ("2_b.sql", "CREATE TABLE b ()"), ("3_c.sql", ";;;"));

        var answer = await stack.CreateAsync(image, TestStack.Revision(1));

        answer.ShouldSucceed();
        answer["AppliedCount"].ShouldBe("3");

        (await database.JournalAsync()).ShouldBe(["1_a.sql|applied", "2_b.sql|applied", "3_c.sql|applied"]);
    }

    [Fact]
    public async Task AreJournaledUnderWhateverNameTheyHave()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        var names = new[]
        {
            "1_o'brien's \"table\".sql", "2_größe_日本_😀.sql", $"3_{new string('x', LongestName - 6)}.sql",
            $"4_{new string('日', (LongestName - 6) / 3)}.sql",
        };
        names[2..].Select(Encoding.UTF8.GetByteCount).ShouldBe([LongestName, LongestName]);
        var image = Image.With(names.Select(name => (name, "SELECT 1")));

        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();
        (await stack.UpdateAsync(image, TestStack.Revision(2)))["AppliedCount"].ShouldBe("0");

        (await database.JournalAsync()).ShouldBe(names.Select(name => $"{name}|applied"));
    }

    [Fact]
    public async Task MayBeADump()
    {
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);
        const string dump = """
            --
            -- PostgreSQL database dump
            --

            \restrict AbCd123

            SET statement_timeout = 0;
            SET client_encoding = 'UTF8';
            SELECT pg_catalog.set_config('search_path', '', false);
            SET row_security = off;

            CREATE TABLE public.a (
                id integer NOT NULL,
                t text
            );

            COPY public.a (id, t) FROM stdin;
            1	it's; fine
            2	\N
            \.

            ALTER TABLE ONLY public.a
                ADD CONSTRAINT a_pkey PRIMARY KEY (id);

            \unrestrict AbCd123

            """;
        var image = Image.With(("1_dump.sql", dump), ("2_b.sql", "CREATE TABLE b ()"));

        (await stack.CreateAsync(image, TestStack.Revision(1))).ShouldSucceed();

        (await database.RowsAsync("SELECT id, coalesce(t, 'null') FROM a ORDER BY id")).ShouldBe(["1|it's; fine", "2|null"]);
        (await database.TablesAsync()).ShouldBe(["a(id integer, t text)", "a_pkey(id integer)", "b()"]);
    }
}
