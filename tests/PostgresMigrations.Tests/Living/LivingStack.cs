using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;
using Lockstep.Rehearsal.Faults;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>Delivers a life's events as Lambda does, with their faults.</summary>
sealed class LivingStack(LifeHome home) : IAsyncDisposable
{
    const string Lock = "BEGIN; DO $$ BEGIN LOCK TABLE base; EXCEPTION WHEN undefined_table THEN END $$";

    static readonly TimeSpan SomeTime = TimeSpan.FromSeconds(20);
    static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    static readonly Answer NoAnswer = new(JsonElement.Parse(
        """{"Status": "FAILED", "Reason": "CloudFormation did not receive a response from your Custom Resource."}"""));

    readonly TestStack _stack = new(home.Database.ConnectionString) { Log = new(isShown: false) };
    readonly List<(Image Image, JsonObject Event)> _late = [];
    readonly List<MortalRun> _dead = [];

    /// <summary>What the functions have logged.</summary>
    public string Log => _stack.Log.Text;

    PostgresServer Server => home.Postgres.Server;

    public Task<Answer> CreateAsync(Image image, JsonObject properties) => _stack.CreateAsync(image, properties);

    public JsonObject Create(JsonObject properties) => _stack.Event("Create", properties);

    public JsonObject Delete(JsonObject properties) => _stack.Event("Delete", properties);

    public JsonObject Update(JsonObject to, JsonObject from) => _stack.Event("Update", to, from);

    /// <summary>Delivers it until it is answered, or until CloudFormation has waited long enough.</summary>
    public async Task<Answer> DeliverAsync(Image image, JsonObject request, Fault fault)
    {
        var answer = fault.Kind switch
        {
            FaultKind.Cut => await CutAsync(image, request, fault.Message),
            FaultKind.Kill => await KillAsync(image, request, fault.Message) ?? await _stack.SendAsync(image, request),
            FaultKind.Dead => await KillAsync(image, request, fault.Message) ?? NoAnswer,
            FaultKind.Twice => await TwiceAsync(image, request),
            FaultKind.Again => await AgainAsync(image, request),
            FaultKind.Locked => await LockedAsync(image, request, TimeSpan.FromMilliseconds(300 + (fault.Message % 900))),
            FaultKind.Leap => await LeapAsync(image, request, fault.Message, clock => clock.Leap(SomeTime)),
            FaultKind.SetBack => await LeapAsync(image, request, fault.Message, clock => clock.SetBack(AnHour)),
            FaultKind.OutOfTime => await LeapAsync(image, request, fault.Message, clock => clock.Leap(TestStack.AllWork)),
            _ => await _stack.SendAsync(image, request),
        };
        answer.Document.GetRawText().ShouldNotContain("\"DurationMs\":\"-", customMessage: "it took less than no time");
        await DeliverLateAsync(isOnRecord: !IsRetained(request) && !fault.MayStopIt);
        if (fault.Kind == FaultKind.Late)
        {
            _late.Add((image, request));
        }

        return answer;
    }

    /// <summary>
    /// Events that come once more after a later one: they do nothing, and nobody hears of them. One that leaves no trace is
    /// answered again, and does not keep others from being answered as they were.
    /// </summary>
    async Task DeliverLateAsync(bool isOnRecord)
    {
        if (_late.Count > 0 && !await home.IsThereAsync())
        {
            // Not played: with a database that is dropped goes the record that there was a later event.
            _late.Clear();
        }

        var before = _late.Count == 0 ? [] : await home.CatalogueAsync();
        foreach (var (image, request) in _late)
        {
            var answer = await _stack.DeliverAsync(image, request);
            (isOnRecord && !IsRetained(request) ? answer : null).ShouldBeNull("a late event was answered");
            (await home.CatalogueAsync()).ShouldBe(before, "a late event changed the schema");
        }

        _late.Clear();
    }

    // The database is not even asked.
    static bool IsRetained(JsonObject request) =>
        (string?)request["RequestType"] == "Delete" && (string?)request["ResourceProperties"]?["OnDelete"] == "Retain";

    public async ValueTask DisposeAsync()
    {
        foreach (var dead in _dead)
        {
            await dead.DisposeAsync();
        }

        _stack.Dispose();
    }

    async Task<Answer> CutAsync(Image image, JsonObject request, int message)
    {
        await using var proxy = FaultProxy.Start(Server.Host, Server.Port, TimeProvider.System);
        using var twin = Twin(proxy.Through(home.Database.ConnectionString));
        proxy.CutAtMessage(message, CutStyle.Reset);
        return await twin.SendAsync(image, request);
    }

    // None where it died.
    async Task<Answer?> KillAsync(Image image, JsonObject request, int message)
    {
        var run = MortalRun.Of(home.Postgres, home.Database, _stack.StackId, _stack.Log);
        _dead.Add(run);
        var cut = run.Link.CutAtMessage(message, CutStyle.BlackHole);
        run.Begin(image, request);
        await Task.WhenAny(run.Work, cut.Happened);
        if (!cut.Happened.IsCompleted)
        {
            return (await run.Work).ShouldNotBeNull("a run that nothing happened to did not answer");
        }

        await run.DieAsync();
        return null;
    }

    async Task<Answer> TwiceAsync(Image image, JsonObject request)
    {
        using var twin = Twin(home.Database.ConnectionString);
        var answers = await Task.WhenAll(_stack.DeliverAsync(image, request), twin.DeliverAsync(image, request));
        var given = answers.OfType<Answer>().ToList();
        given.ShouldNotBeEmpty("an event that came twice was not answered");
        given.Select(answer => answer.Status).Distinct(StringComparer.Ordinal).Count().ShouldBe(1, "two answers to one event");
        return given[0];
    }

    async Task<Answer> AgainAsync(Image image, JsonObject request)
    {
        var first = await _stack.SendAsync(image, request);
        var second = await _stack.SendAsync(image, request);
        second.Status.ShouldBe(first.Status, second.Reason);
        return second;
    }

    // Longer than a statement waits, and shorter than the function has time: the transaction is run again.
    async Task<Answer> LockedAsync(Image image, JsonObject request, TimeSpan time)
    {
        if (!await home.IsThereAsync())
        {
            return await _stack.SendAsync(image, request);
        }

        await using var somebody = await home.Inside.SessionAsync(Lock);
        var answer = _stack.SendAsync(image, request);
        await Task.WhenAny(answer, Task.Delay(time, TestContext.Current.CancellationToken));
        await somebody.CloseAsync();
        return await answer;
    }

    // Runs that follow have a minute each.
    async Task<Answer> LeapAsync(Image image, JsonObject request, int message, Action<LeapingClock> leap)
    {
        var clock = new LeapingClock();
        await using var proxy = FaultProxy.Start(Server.Host, Server.Port, TimeProvider.System);
        using var twin = Twin(proxy.Through(home.Database.ConnectionString), clock);
        var left = message;
        proxy.CutBefore(_ => Interlocked.Decrement(ref left) == 0 && Leaps(clock, leap), CutStyle.Reset);
        return (await twin.RunAllAsync(image, request)).Answer.ShouldNotBeNull("no run answered");
    }

    // Nothing is cut then.
    static bool Leaps(LeapingClock clock, Action<LeapingClock> leap)
    {
        leap(clock);
        return false;
    }

    TestStack Twin(string connection, TimeProvider? clock = null) => new(connection)
    {
        StackId = _stack.StackId,
        Log = _stack.Log,
        Clock = clock ?? TimeProvider.System,
        CanInvoke = true,
    };
}
