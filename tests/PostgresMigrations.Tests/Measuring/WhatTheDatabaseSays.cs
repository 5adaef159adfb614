using System.Text.Json;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Measuring;

public sealed class WhatTheDatabaseSays(SharedPostgres postgres)
{
    [Fact]
    public async Task IsLoggedAtTheLevelThatItHasThere()
    {
        const string Script = """
            SET LOCAL client_min_messages = debug1;
            DO $$ BEGIN
              RAISE DEBUG 'one'; RAISE LOG 'two'; RAISE INFO 'three'; RAISE NOTICE 'four'; RAISE WARNING 'five';
            END $$;
            """;
        var database = await TestDatabase.CreateAsync(postgres);
        using var stack = new TestStack(database.ConnectionString);

        (await stack.CreateAsync(Image.With(("0001_talk.sql", Script)), TestStack.Revision(1))).ShouldSucceed();

        Said(stack, "one", "two", "three", "four", "five").ShouldBe(
            ["DEBUG DEBUG one", "INFO LOG two", "INFO INFO three", "INFO NOTICE four", "WARN WARNING five"]);
    }

    static IEnumerable<string> Said(TestStack stack, params string[] notices) =>
        stack.Log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Where(line => line.TryGetProperty("Notice", out var notice) && notices.Contains(notice.GetString(), StringComparer.Ordinal))
            .Select(line => $"{line.GetProperty("level")} {line.GetProperty("Severity")} {line.GetProperty("Notice")}");
}
