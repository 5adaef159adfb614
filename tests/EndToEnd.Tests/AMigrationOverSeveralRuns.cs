using System.Collections.Concurrent;
using System.Text;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

/// <summary>More than a function of ten seconds can do: real processes, the real Runtime API, Lambda's API on loopback.</summary>
public sealed class AMigrationOverSeveralRuns(SharedPostgres postgres)
{
    const string Region = "us-east-1";

    // Of the ten, two thirds are for work.
    static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    // 16 seconds, where two runs have 13; a run that gets only a tenth of its time does a part of it, too.
    static readonly (string Name, string Text)[] Long =
    [
        ("0001_create_readings.sql", "CREATE TABLE readings (id int PRIMARY KEY, value int, doubled int)"),
        ("0002_fill_readings.sql", "INSERT INTO readings SELECT n, n FROM generate_series(1, 40) AS n"),
        (
            "0003_double_readings.sql",
            "-- lockstep: batches\nUPDATE readings SET doubled = 2 * value FROM (SELECT pg_sleep(0.35)) AS slow "
                + "WHERE id = (SELECT min(id) FROM readings WHERE doubled IS NULL)"),
        ("0004_slow.sql", "SELECT pg_sleep(1); CREATE TABLE first ()"),
        ("0005_slow.sql", "SELECT pg_sleep(1); CREATE TABLE second ()"),
    ];

    readonly ConcurrentQueue<Task<InvocationResult>> _runs = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsAnsweredOnceByItsLastRun()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        FunctionProcess? function = null;
        await using var lambda = await LambdaStandIn.StartAsync(
            Region,
            (arn, payload) =>
            {
                arn.ShouldBe(new RuntimeApiOptions().FunctionArn);
                Encoding.UTF8.GetString(payload.Span).ShouldContain("\"LockstepContinuation\":{");
                _runs.Enqueue(function!.InvokeAsync(payload, Token));
            },
            Token);
        function = shop.Deploy(Long, options => options with
        {
            Region = Region,
            Timeout = TenSeconds,
            Environment = Shop.Variables(
            [
                .. options.Environment.Select(variable => (variable.Key, variable.Value)),
                ("AWS_ENDPOINT_URL_LAMBDA", lambda.Endpoint.OriginalString),
                ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "a-secret-access-key"),
                ("AWS_SESSION_TOKEN", "a-session-token"),
            ]),
        });
        var question = shop.Ask("Create", Shop.Revision(1, ("Transaction", "Script")));
        var input = new InvocationInput(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(question.Event));

        // First the role lacks the permission: Lambda's own retry, with the same id, is the next run.
        lambda.Inject(LambdaFault.AccessDenied, 1);
        (await function.InvokeAsync(input, Token)).ShouldBeOfType<FunctionFailed>().ErrorType.ShouldBe("Lockstep.Continue");
        question.Slot.Deliveries.ShouldBeEmpty();
        _runs.ShouldBeEmpty();
        (await function.InvokeAsync(input, Token)).ShouldBeOfType<Responded>();
        var handedOn = 0;
        for (; _runs.TryDequeue(out var run); handedOn++)
        {
            (await run).ShouldBeOfType<Responded>();
        }

        handedOn.ShouldBeInRange(1, 6);
        var answer = Answer.Of(question.Slot.Deliveries.ShouldHaveSingleItem(), question.Slot.Identity).ShouldSucceed();
        (answer["DatabaseVersion"], answer["PreviousVersion"], answer["AppliedCount"]).ShouldBe(("5", "0", "5"));
        (await shop.RowsAsync("SELECT count(*), sum(doubled) FROM readings")).ShouldBe(["40|1640"]);
        (await shop.RowsAsync("SELECT state, run FROM lockstep.deployment")).ShouldBe([$"succeeded|{handedOn + 2}"]);
        await shop.CloseAsync();
        shop.Log.ShouldAllBe(line => !line.Contains("a-secret-access-key", StringComparison.Ordinal)
            && !line.Contains("a-session-token", StringComparison.Ordinal));
    }
}
