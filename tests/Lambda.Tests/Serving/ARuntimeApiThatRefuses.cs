using Lockstep.Lambda.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class ARuntimeApiThatRefuses
{
    readonly RecordingLog _log = new();

    [Theory]
    [InlineData(302)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task AnEventEndsTheProcess(int status)
    {
        using var api = new ScriptedApi();
        api.ThenStatus(status, """{"errorType":"InvalidStateTransition"}""");

        var exitCode = await RunAsync(api);

        exitCode.ShouldBe(1);
        api.Calls.ShouldBe(["GET invocation/next"]);
        _log.Lines.ShouldHaveSingleItem().Text.ShouldBe(
            $"The Runtime API answered /2018-06-01/runtime/invocation/next with {status} "
            + """{"errorType":"InvalidStateTransition"}; the process ends""");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task AResponseEndsTheProcess(int status)
    {
        using var api = new ScriptedApi();
        api.ThenEvent("r-1").ThenStatus(status);

        (await RunAsync(api)).ShouldBe(1);

        api.Calls.ShouldBe(["GET invocation/next", "POST invocation/r-1/response"]);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task AnErrorEndsTheProcess(int status)
    {
        using var api = new ScriptedApi();
        api.ThenEvent("r-1").ThenStatus(status);

        (await api.RunAsync(_ => throw new InvalidOperationException(), ServedFunction.Options)).ShouldBe(1);

        api.Calls.ShouldBe(["GET invocation/next", "POST invocation/r-1/error"]);
    }

    [Theory]
    [InlineData(413, "The answer of 2 bytes was too large, the caller gets an error: 413 RequestEntityTooLarge")]
    [InlineData(400, "The Runtime API no longer waits for this answer: 400 RequestEntityTooLarge")]
    public async Task ATooLargeOrLateResponseIsNotAnsweredTwiceAndTheLoopGoesOn(int status, string logged)
    {
        using var api = new ScriptedApi();
        api.ThenEvent("r-1").ThenStatus(status, "RequestEntityTooLarge").ThenEvent("r-2").ThenStatus(202);

        (await RunAsync(api)).ShouldBe(0);

        api.Calls.ShouldBe(
        [
            "GET invocation/next", "POST invocation/r-1/response", "GET invocation/next", "POST invocation/r-2/response",
            "GET invocation/next",
        ]);
        _log.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.Text.ShouldBe(logged), line => line.RequestId.ShouldBe("r-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"status\":\"OK\"}\n")]
    [InlineData("<html>not what you expect</html>")]
    public async Task MayConfirmWithAnyBody(string body)
    {
        using var api = new ScriptedApi();
        api.ThenEvent("r-1").ThenStatus(202, body).ThenEvent("r-2").ThenStatus(202, body);

        (await RunAsync(api)).ShouldBe(0);

        api.Calls.Count.ShouldBe(5);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task ToSayWhoseEventItIsEndsTheProcess()
    {
        using var api = new ScriptedApi();
        api.ThenStatus(200, "{}");

        (await RunAsync(api)).ShouldBe(1);

        var line = _log.Lines.ShouldHaveSingleItem();
        line.Level.ShouldBe(LogLevel.Critical);
        line.Text.ShouldBe("The Runtime API sent an event without Lambda-Runtime-Aws-Request-Id; the process ends");
    }

    Task<int> RunAsync(ScriptedApi api) =>
        api.RunAsync(invocation => Task.FromResult(invocation.Event), ServedFunction.Options with { Log = _log });
}
