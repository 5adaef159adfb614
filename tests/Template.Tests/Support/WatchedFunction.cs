using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Template.Tests.Support;

/// <summary>The migration's function in virtual time: the real resources on a real database; and where it is told to, a run that
/// cannot answer.</summary>
/// <param name="account">Where it runs.</param>
/// <param name="connection">Of the migrator.</param>
/// <param name="scripts">The image's folder.</param>
/// <param name="endingOf">How a request's runs end, every time; null: well.</param>
sealed class WatchedFunction(SimulatedAccount account, string connection, string scripts, Func<JsonNode, Ending?> endingOf)
{
    /// <summary>As in the template.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(15);

    // Pauses between PUTs, and one PUT that is not answered.
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestPut = TimeSpan.FromSeconds(15);

    public Task<ReadOnlyMemory<byte>> HandleAsync(FunctionCall call, CancellationToken cancellationToken) =>
        endingOf(JsonNode.Parse(call.Payload.Span)!) switch
        {
            Ending.Crash => throw Exit(call, "exit status 127"),
            Ending.OutOfMemory => RunOutOfMemoryAsync(call, cancellationToken),
            Ending.Timeout => HangAsync(cancellationToken),
            Ending.Cut => WorkAsync(call, NoWay.Cut, LongestPause, cancellationToken),
            Ending.Silence => WorkAsync(call, NoWay.Silent, LongestPut, cancellationToken),
            _ => WorkAsync(call, account.Bucket.Connect(), TimeSpan.Zero, cancellationToken),
        };

    async Task<ReadOnlyMemory<byte>> RunOutOfMemoryAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(20), account.Time, cancellationToken);
        try
        {
            await account.Time.OutsideAsync(() => AnswerAsync(call, NoWay.Cut, Clock(LongestPause)));
        }
        catch (InvocationFailedException exception) when (exception.ErrorType == "Lockstep.AnswerNotDelivered")
        {
            throw Exit(call, "signal: killed");
        }

        throw new ShouldAssertException("A killed run has answered.");
    }

    async Task<ReadOnlyMemory<byte>> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, account.Time, cancellationToken);
        return default;
    }

    async Task<ReadOnlyMemory<byte>> WorkAsync(
        FunctionCall call, HttpMessageHandler http, TimeSpan longestPause, CancellationToken cancellationToken)
    {
        var clock = Clock(longestPause);
        try
        {
            return await account.Time.OutsideAsync(() => AnswerAsync(call, http, clock));
        }
        catch (InvocationFailedException failed)
        {
            throw new FunctionErrorException(failed.ErrorType, failed.Message);
        }
        finally
        {
            // The last of its pauses may go beyond the deadline, the function does not.
            var left = call.Deadline - account.Time.GetUtcNow() - TimeSpan.FromSeconds(1);
            await Task.Delay(clock.Passed < left ? clock.Passed : left, account.Time, cancellationToken);
        }
    }

    Task<ReadOnlyMemory<byte>> AnswerAsync(FunctionCall call, HttpMessageHandler http, HurriedTime clock) =>
        new CustomResourceFunction(
            new() { Http = http, Clock = clock, Jitter = static () => 0.5 },
            DatabaseMigration.Define(new Lazy<ScriptLibrary>(() => ScriptLibrary.FromFolder(scripts)), connection, Served.NoCredentials),
            DatabaseRole.Define(connection, Served.NoCredentials))
        .HandleAsync(call.Payload, new(call.AwsRequestId, call.Deadline));

    HurriedTime Clock(TimeSpan longestPause) => new(account.Time.GetUtcNow(), longestPause);

    // Lambda's words.
    static FunctionErrorException Exit(FunctionCall call, string how) =>
        new("Runtime.ExitError", $"RequestId: {call.AwsRequestId} Error: Runtime exited with error: {how}");

    sealed class NoWay(bool isSilent) : HttpMessageHandler
    {
        public static NoWay Cut { get; } = new(isSilent: false);

        public static NoWay Silent { get; } = new(isSilent: true);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (isSilent)
            {
                await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
            }

            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was cut.");
        }
    }
}
