using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>Custom resources: an event to the function, and the answer from the bucket.</summary>
/// <param name="bucket">Where answers go.</param>
/// <param name="send">Hands the event over.</param>
/// <param name="time">Times requests out.</param>
public sealed class CustomResourceType(IResponseBucket bucket, SendEvent send, TimeProvider time) : IResourceType
{
    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(3600);

    readonly ConcurrentQueue<CustomResourceExchange> _exchanges = new();

    /// <summary>Whether a request fails as soon as nobody is left who could answer it. CloudFormation waits until its deadline,
    /// an hour as a rule.</summary>
    public bool EndsWithTheFunction { get; init; }

    /// <summary>Of which <see cref="Switches.LateOverwrite"/> counts here.</summary>
    public Switches Switches { get; set; } = Switches.Default;

    /// <summary>All requests so far, oldest first.</summary>
    public IReadOnlyList<CustomResourceExchange> Exchanges => [.. _exchanges];

    public bool StandsFor(string type) =>
        type.StartsWith("Custom::", StringComparison.Ordinal) || type == "AWS::CloudFormation::CustomResource";

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        var token = request.Properties["ServiceToken"]?.GetValue<string>();
        return token is null
            ? Task.FromResult<ResourceResult>(new ResourceFailed("ServiceToken is missing."))
            : AskAsync(request, token, cancellationToken);
    }

    /// <summary>Takes an event with which a function goes on with its request in another run, on any thread.</summary>
    public void HandOn(string functionArn, ReadOnlyMemory<byte> payload)
    {
        var request = JsonNode.Parse(payload.Span) is JsonObject members ? $"{members["RequestId"]}" : "";
        if (send(functionArn, payload) is { } queued)
        {
            _exchanges.LastOrDefault(exchange => exchange.Request.RequestId == request)?.Follow(queued);
        }
    }

    async Task<ResourceResult> AskAsync(ResourceRequest request, string functionArn, CancellationToken cancellationToken)
    {
        var slot = bucket.Issue(request.StackId, request.LogicalId, request.RequestId);
        var payload = CustomResourceEvent.For(request, slot);
        var exchange = new CustomResourceExchange(request, time.GetUtcNow(), payload, slot, send(functionArn, payload));
        _exchanges.Enqueue(exchange);

        // A Delete whose function is gone was seen to wait (copilot-cli#4868).
        if (exchange.Queued is null && request.Kind != RequestKind.Delete)
        {
            return new ResourceFailed(NoFunction(functionArn, request.Chance));
        }

        if (await AnswerAsync(exchange, TimeoutOf(request), cancellationToken) is { } answer)
        {
            exchange.Verdict = AnswerRules.Judge(answer.Body, slot.Identity);
        }

        return exchange.Verdict switch
        {
            AcceptedAnswer { Answer: var accepted } => new ResourceReady(
                request.Kind == RequestKind.Delete ? request.PhysicalId! : accepted.PhysicalResourceId,
                accepted.Data,
                slot.Identity.RequestId),
            FailedAnswer failed => new ResourceFailed(failed.ResourceReason, failed.PhysicalResourceId),
            _ => new ResourceFailed(NoAnswer(slot.Identity.RequestId)),
        };
    }

    /// <summary>The first answer that is stored in time, or what has taken its place when it is read.</summary>
    async Task<Delivery?> AnswerAsync(CustomResourceExchange exchange, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var answered = FirstOfAsync(exchange.Slot);
        try
        {
            var awaited = EndsWithTheFunction
                ? Task.WhenAny(answered, exchange.EndAsync()).Unwrap()
                : answered;
            await awaited.WaitAsync(timeout, time, cancellationToken);
            if (Switches.LateOverwrite > TimeSpan.Zero)
            {
                await Task.Delay(Switches.LateOverwrite, time, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            exchange.IsAbandoned = true;
            throw;
        }

        // What is in the slot counts: the task over it may not have come to know of that yet.
        return Switches.LateOverwrite > TimeSpan.Zero ? exchange.Slot.Stored
            : exchange.Slot.FirstAnswer.IsCompletedSuccessfully ? await answered
            : null;
    }

    // A task of this method's own, whose end reaches who waits for it on the same thread.
    static async Task<Delivery> FirstOfAsync(ResponseSlot slot) => await slot.FirstAnswer;

    static TimeSpan TimeoutOf(ResourceRequest request) =>
        request.Properties["ServiceTimeout"]?.GetValue<string>() is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : DefaultTimeout;

    static string NoAnswer(string requestId) =>
        "CloudFormation did not receive a response from your Custom Resource. "
        + $"Please check your logs for requestId [{requestId}]. If you are using the Python cfn-response module, "
        + "you may need to update your Lambda function code so that CloudFormation can attach the updated version.";

    // Lambda's words, as CloudFormation passes them on.
    static string NoFunction(string functionArn, Chance chance) =>
        $"Function not found: {functionArn} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; "
        + $"Request ID: {chance.Uuid()}; Proxy: null)";
}
