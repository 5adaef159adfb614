using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.CustomResources.Tests;

/// <summary>Work that needs more time than an invocation has goes on from run to run, each invoked by the one before.</summary>
public sealed class ALongRequest
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Whole = TimeSpan.FromMinutes(50);

    readonly Runs _runs = new();
    readonly List<Continuation> _seen = [];
    int _digging;

    [Fact]
    public async Task OfFiftyMinutesIsAnsweredOnceByItsFourthRun()
    {
        var provider = Digging();

        await DeliverAllAsync(provider, times: 1);

        provider.Bucket.Answer.Status().ShouldBe("SUCCESS");
        provider.Bucket.Answer.Attribute("Dug").ShouldBe("00:50:00");
        _seen.Select(run => (run.Run, run.State))
            .ShouldBe([(1, null), (2, "00:14:00"), (3, "00:28:00"), (4, "00:42:00")]);
        _seen.Select(run => run.StartedAt).Distinct().ShouldHaveSingleItem();
        (provider.Clock.GetUtcNow() - _seen[0].StartedAt!.Value).ShouldBeInRange(Whole, Whole + (2 * Minute));
    }

    [Fact]
    public async Task IsAnsweredTheSameWhenEachOfItsRunsIsDeliveredTwice()
    {
        var provider = Digging();

        await DeliverAllAsync(provider, times: 2);

        var answers = provider.Bucket.Puts.Select(put => put.Text).ToList();
        answers.Count.ShouldBe(2 * 2 * 2 * 2);
        answers.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        provider.Bucket.Puts[0].Json.Status().ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task StopsWithoutAWordWhenANewerOneTookOver()
    {
        var provider = new Provider(new Thing
        {
            OnCreate = (request, _) => Task.FromResult<ResourceOutcome>(
                request.Context.Continuation.Run == 1 ? new Continue("") : new Superseded("A rollback came.")),
        })
        {
            InvokeAsync = _runs.TakeAsync,
        };

        await DeliverAllAsync(provider, times: 1);

        provider.Bucket.Puts.ShouldBeEmpty();
        _runs.All.ShouldHaveSingleItem();
        provider.Log.Text.ShouldContain("A rollback came.");
    }

    [Fact]
    public async Task HandsOnTheEventAndWhereItIs()
    {
        var provider = Continuing("at \"row\" 日本 7");

        (await provider.HandleAsync(Events.Create("""{"Name":"n","Port":"1"}""").Bytes())).ToArray().ShouldBe("{}"u8.ToArray());

        provider.Bucket.Puts.ShouldBeEmpty();
        _runs.Text.Replace(",\"", ",\n\"", StringComparison.Ordinal)
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task HandsOnEveryMemberByteForByte()
    {
        var deep = $"{new string('[', 80)}{new string(']', 80)}";
        var members = string.Concat(
            """{ "\u0052equestType":"Create", "Odd" : "half \ud83d, \u0000 <é日>" ,"Odd":1e3,"Deep":""",
            deep,
            $$"""
            ,"ResponseURL":"{{Events.Url}}","StackId":"{{Events.StackId}}","RequestId":"{{Events.RequestId}}",
            "LogicalResourceId":"Thing","ResourceType":"Custom::Thing"
            """);
        const string Carried = """
             "\u004cockstepContinuation" : {"Run":2,
             "StartedAt":"2026-11-01T12:00:00Z","SentAt":"2026-11-01T12:00:01Z","State":"a"}
            """;
        byte[] mark = [0xEF, 0xBB, 0xBF];

        await Continuing("b").HandleAsync((byte[])[.. mark, .. Encoding.UTF8.GetBytes($"{members},{Carried},\"Last\":null}}\n")]);

        var wanted = string.Concat(
            members.Replace("{ \"", "{\"", StringComparison.Ordinal)
                .Replace("Create\", \"Odd", "Create\",\"Odd", StringComparison.Ordinal)
                .Replace("\" ,\"Odd", "\",\"Odd", StringComparison.Ordinal)
                .Replace(",\n\"Logical", ",\"Logical", StringComparison.Ordinal),
            ",\"Last\":null,\"LockstepContinuation\":",
            """{"Run":3,"StartedAt":"2026-11-01T12:00:00+00:00","SentAt":"2026-11-01T12:00:05+00:00","State":"b"}""",
            "}");
        _runs.Text.ShouldBe(wanted);
    }

    [Fact]
    public async Task StaysARequestForWhoeverAnswersInItsPlace()
    {
        await Continuing("x").HandleAsync(Events.Update("id-1", """{"Name":"n"}""", """{"Name":"o"}""").Bytes());

        var carried = JsonNode.Parse(_runs.All.ShouldHaveSingleItem())!.AsObject();
        carried.Remove("LockstepContinuation").ShouldBeTrue();
        JsonNode.DeepEquals(carried, Events.Update("id-1", """{"Name":"n"}""", """{"Name":"o"}""")).ShouldBeTrue();
    }

    [Fact]
    public async Task IsStillRefusedWhereItsUrlIs()
    {
        await Continuing("x").HandleAsync(Events.Create().Bytes());
        var carried = JsonNode.Parse(_runs.All.ShouldHaveSingleItem())!.AsObject();
        var provider = Continuing("y");

        var failed = await Should.ThrowAsync<InvocationFailedException>(
            () => provider.HandleAsync(carried.With("ResponseURL", "https://example.com/").Bytes()));

        failed.ErrorType.ShouldBe("Lockstep.ResponseUrlRefused");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsToldInTheLog()
    {
        var provider = Continuing("hidden state");

        await provider.HandleAsync(Events.Create().Bytes());
        await provider.HandleAsync(_runs.All[0]);

        var messages = provider.Log.Lines.Select(line => line.Text("message")).ToList();
        messages.ShouldContain("Not done after 0 ms; run 2 goes on, and nothing is answered yet", StringComparer.Ordinal);
        messages.ShouldContain("Run 2 of a request that was begun at 2026-11-01 12:00:05Z", StringComparer.Ordinal);
        provider.Log.Text.ShouldNotContain("hidden state");
        provider.Log.Text.ShouldNotContain("Signature=");
    }

    Provider Continuing(string state) => new(Thing.Returning(new Continue(state))) { InvokeAsync = _runs.TakeAsync };

    Provider Digging() => new(new Thing { OnCreate = (request, token) => DigAsync(request.Context, token) })
    {
        Timeout = TimeSpan.FromMinutes(15),
        Attributes = ["Dug"],
        InvokeAsync = _runs.TakeAsync,
    };

    /// <summary>Delivers the event, and those of the runs that follow: each so many times at once.</summary>
    async Task DeliverAllAsync(Provider provider, int times)
    {
        for (List<byte[]> events = [Events.Create().Bytes()]; events.Count > 0;)
        {
            await DigAllAsync(
                provider.Clock,
                [.. events.SelectMany(one => Enumerable.Repeat(one, times)).Select(one => provider.HandleAsync(one))]);
            events.Clear();
            while (_runs.TryNext(out var next))
            {
                events.Add(next);
            }
        }
    }

    // A minute passes when everybody who is still at work is digging: the clock is never ahead of a run.
    async Task DigAllAsync(FakeTimeProvider clock, IReadOnlyList<Task> works)
    {
        while (works.Any(work => !work.IsCompleted))
        {
            if (Volatile.Read(ref _digging) == works.Count(work => !work.IsCompleted))
            {
                Interlocked.Exchange(ref _digging, 0);
                clock.Advance(Minute);
            }

            await Task.WhenAny(Task.WhenAll(works), Task.Delay(1, TestContext.Current.CancellationToken));
        }

        await Task.WhenAll(works);
    }

    async Task<ResourceOutcome> DigAsync(RequestContext context, CancellationToken cancellationToken)
    {
        lock (_seen)
        {
            _seen.Add(context.Continuation);
        }

        var dug = context.Continuation.State is { } state ? TimeSpan.Parse(state, CultureInfo.InvariantCulture) : TimeSpan.Zero;
        for (; dug < Whole; dug += Minute)
        {
            if (context.Deadline.WorkTimeLeft < Minute)
            {
                return new Continue(dug.ToString("c", CultureInfo.InvariantCulture));
            }

            var minute = Task.Delay(Minute, context.Clock, cancellationToken);
            Interlocked.Increment(ref _digging);
            await minute;
        }

        return Thing.Success("dug", new Dictionary<string, string>(StringComparer.Ordinal) { ["Dug"] = dug.ToString() });
    }
}
