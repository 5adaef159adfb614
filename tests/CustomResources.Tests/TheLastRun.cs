using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

/// <summary>The one behind which no time, no run and nobody who waits is left: it answers, whatever its resource would like.
/// </summary>
public sealed class TheLastRun
{
    const string NoTime =
        "The work is not done, and no other run may go on with it. The resource's ServiceTimeout leaves no time for another run.";

    readonly Runs _runs = new();

    [Theory]
    [InlineData("Create", $"lockstep:unknown/{Events.RequestId}")]
    [InlineData("Update", "id-1")]
    [InlineData("Delete", "id-1")]
    public async Task IsAnsweredFailedShortlyBeforeTheTimeIsOver(string type, string id)
    {
        var provider = Continuing();
        var request = Events.Update("id-1", """{"ServiceTimeout":"94"}""").With("RequestType", type);

        var answer = await provider.SendAsync(type == "Create" ? request.Without("PhysicalResourceId") : request);

        (answer.Status(), answer.Reason(), answer.Id()).ShouldBe(("FAILED", NoTime, id));
        _runs.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task OfARollbackLetsItGo()
    {
        var provider = Continuing(new(), (wanted, old) => wanted.Count < old.Count);

        var answer = await provider.SendAsync(
            Events.Update("id-1", """{"ServiceTimeout":"94","Count":"1","Name":"n"}""", """{"Count":"2"}"""));

        (answer.Status(), answer.Reason(), answer.Id()).ShouldBe(("SUCCESS", NoTime, "id-1"));
        (answer.Attribute("Name"), answer.Attribute("Other")).ShouldBe(("n", ""));
    }

    // The first run may have to wait a minute for Lambda's retry; one that was invoked has shown that there is a quicker way.
    [Theory]
    [InlineData(1, 95, true)]
    [InlineData(1, 94, false)]
    [InlineData(2, 35, true)]
    [InlineData(2, 34, false)]
    [InlineData(15, 3600, false)]
    [InlineData(14, 3600, true)]
    public async Task IsKnownByWhatIsLeft(int run, int serviceTimeout, bool goesOn)
    {
        var provider = Continuing();

        await provider.HandleAsync(Carried(run, $$"""{"ServiceTimeout":"{{serviceTimeout}}"}""").Bytes());

        _runs.All.Count.ShouldBe(goesOn ? 1 : 0);
        provider.Bucket.Puts.Count.ShouldBe(goesOn ? 0 : 1);
    }

    [Fact]
    public async Task SaysHowOftenLambdaLetsAFunctionInvokeItself()
    {
        (await Continuing().SendAsync(Carried(15, "{}"))).Reason().ShouldEndWith(
            "Lambda stops a function that invokes itself more than 15 times: give it a longer Timeout.");
    }

    [Fact]
    public async Task IsTheOnlyOneWhereNobodyWaits()
    {
        var provider = Continuing();

        var document = await provider.HandleAsync(Events.Create().Without("ResponseURL").Bytes());

        JsonElement.Parse(document.Span).Reason().ShouldEndWith("Without a ResponseURL nobody waits for another run.");
        _runs.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("95", true)]
    [InlineData("94", false)]
    public async Task IsKnownToAResourceThatAsks(string serviceTimeout, bool mayGoOn)
    {
        bool? told = null;
        var provider = Continuing(new Thing
        {
            OnCreate = (request, _) =>
            {
                told = request.Context.Continuation.MayGoOn();
                return Task.FromResult<ResourceOutcome>(Thing.Success());
            },
        });

        await provider.SendAsync(Events.Create($$"""{"ServiceTimeout":"{{serviceTimeout}}"}"""));

        told.ShouldBe(mayGoOn);
    }

    [Fact]
    public async Task IsNotThisOneOnceTheResourceWasTold()
    {
        Provider? provider = null;
        provider = Continuing(new Thing
        {
            OnCreate = (request, _) =>
            {
                request.Context.Continuation.MayGoOn().ShouldBeTrue();
                provider!.Clock.Advance(TimeSpan.FromSeconds(20));
                return Task.FromResult<ResourceOutcome>(new Continue(""));
            },
        });

        await provider.HandleAsync(Events.Create("""{"ServiceTimeout":"100"}""").Bytes());

        _runs.All.ShouldHaveSingleItem();
        provider.Bucket.Puts.ShouldBeEmpty();
    }

    static JsonObject Carried(int run, string properties)
    {
        var request = Events.Create(properties);
        return run == 1 ? request : request.With("LockstepContinuation", new JsonObject
        {
            ["Run"] = run,
            ["StartedAt"] = "2026-11-01T12:00:00Z",
            ["SentAt"] = "2026-11-01T12:00:05Z",
            ["State"] = "",
        });
    }

    Provider Continuing(Thing? thing = null, Func<ThingProperties, ThingProperties, bool>? isRollback = null) =>
        new(thing is null || isRollback is not null ? Thing.Returning(new Continue("")) : thing)
        {
            InvokeAsync = _runs.TakeAsync,
            IsRollback = isRollback,
            Attributes = isRollback is null ? [] : ["Name", "Other"],
        };
}
