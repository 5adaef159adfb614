using System.Text;
using System.Text.Json.Nodes;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

/// <summary>
/// Whoever may invoke the function may write what he likes into an event: it gains him nothing that an event does not.
/// </summary>
public sealed class AForgedContinuation
{
    const string Times = "\"StartedAt\":\"2026-11-01T12:00:00Z\",\"SentAt\":\"2026-11-01T12:00:01Z\"";

    public static TheoryData<string> Strange =>
    [
        "null", "5", "\"x\"", "[]", "{}", "true",
        $$"""{"Run":0,{{Times}},"State":""}""",
        $$"""{"Run":1,{{Times}},"State":""}""",
        $$"""{"Run":-2,{{Times}},"State":""}""",
        $$"""{"Run":16,{{Times}},"State":""}""",
        $$"""{"Run":2147483648,{{Times}},"State":""}""",
        $$"""{"Run":2.5,{{Times}},"State":""}""",
        $$"""{"Run":"2",{{Times}},"State":""}""",
        $$"""{"Run":2,{{Times}}}""",
        $$"""{"Run":2,{{Times}},"State":7}""",
        $$"""{"Run":2,{{Times}},"State":null}""",
        $$"""{"Run":2,{{Times}},"State":"\ud83d"}""",
        """{"Run":2,"StartedAt":"soon","SentAt":"2026-11-01T12:00:01Z","State":""}""",
        """{"Run":2,"StartedAt":"0001-01-01T00:00:00+14:00","SentAt":"2026-11-01T12:00:01Z","State":""}""",
        """{"Run":2,"StartedAt":"2026-11-01T12:00:01Z","SentAt":1,"State":""}""",
        $$"""{"Run":2,{{Times}},"State":"","Deep":{{new string('[', 80)}}{{new string(']', 80)}}}""",
    ];

    [Theory]
    [MemberData(nameof(Strange))]
    public async Task IsIgnoredAndSaid(string continuation)
    {
        var provider = new Provider();

        (await provider.SendAsync(With(continuation))).Status().ShouldBe("SUCCESS");

        (Seen(provider).Run, Seen(provider).State).ShouldBe((1, null));
        provider.Log.Lines.Select(line => line.Text("message")).ShouldContain(
            "Ignored in the event: LockstepContinuation is not what a run hands on to the next one", StringComparer.Ordinal);
    }

    [Fact]
    public async Task DoesNotReplaceAnotherOne()
    {
        var provider = new Provider();
        var twice = With($$"""{"Run":2,{{Times}},"State":"first"},"LockstepContinuation":{"Run":9,{{Times}},"State":"second"}""");

        await provider.SendAsync(twice);

        (Seen(provider).Run, Seen(provider).State).ShouldBe((2, "first"));
        provider.Log.Text.ShouldContain("LockstepContinuation is not what a run hands on");
    }

    // Of ServiceTimeout's 60 s, counted from the URL where that says when it was signed, 15 are kept for the answer.
    [Theory]
    [InlineData("9999-12-31T23:59:59Z", true, 40)]
    [InlineData("9999-12-31T23:59:59Z", false, 45)]
    [InlineData("2026-11-01T11:59:55Z", false, 35)]
    [InlineData("2026-11-01T12:00:04Z", true, 40)]
    public async Task GainsNoTime(string startedAt, bool isSigned, int workTime)
    {
        TimeSpan? left = null;
        var provider = new Provider(new Thing
        {
            OnCreate = (request, _) =>
            {
                left = request.Context.Deadline.WorkTimeLeft;
                return Task.FromResult<ResourceOutcome>(Thing.Success());
            },
        });
        var request = Events.Create("""{"ServiceTimeout":"60"}""").With(
            "LockstepContinuation",
            new JsonObject { ["Run"] = 2, ["StartedAt"] = startedAt, ["SentAt"] = startedAt, ["State"] = "" });
        if (!isSigned)
        {
            request["ResponseURL"] = $"https://{Events.Host}/key";
        }

        await provider.SendAsync(request);

        left.ShouldBe(TimeSpan.FromSeconds(workTime));
        Seen(provider).StartedAt!.Value.ShouldBeLessThanOrEqualTo(provider.Clock.GetUtcNow());
    }

    [Fact]
    public async Task IsNoMemberOfAnOperatorsCommand()
    {
        var provider = new Provider();
        var function = new CustomResourceFunction(provider.Environment)
        {
            Commands = [Commands.CommandDefinition.For("look", new Nothing(), ThingContext.Default.ThingProperties)],
        };

        var document = await function.HandleAsync(
            Encoding.UTF8.GetBytes($$$"""{"Command":"look","LockstepContinuation":{"Run":2,{{{Times}}},"State":""}}"""),
            provider.Invocation);

        Encoding.UTF8.GetString(document.Span).ShouldContain("LockstepContinuation is not a member of it");
    }

    static ReadOnlyMemory<byte> With(string continuation) =>
        Encoding.UTF8.GetBytes($"{Events.Create().ToJsonString()[..^1]},\"LockstepContinuation\":{continuation}}}");

    static Continuation Seen(Provider provider) =>
        ((CreateRequest<ThingProperties>)provider.Thing.Requests.ShouldHaveSingleItem()).Context.Continuation;

    sealed class Nothing : Commands.ICommand<ThingProperties>
    {
        public Task<System.Text.Json.JsonElement> RunAsync(
            Commands.CommandRequest<ThingProperties> request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();
    }
}
