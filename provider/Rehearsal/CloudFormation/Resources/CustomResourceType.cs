using System.Globalization;
using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>Custom resources: an event to the function, and the answer from the bucket.</summary>
/// <param name="bucket">Where answers go.</param>
/// <param name="invokeAsync">Hands the event over.</param>
/// <param name="time">Times requests out.</param>
public sealed class CustomResourceType(ResponseBucket bucket, InvokeFunction invokeAsync, TimeProvider time) : IResourceType
{
    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(3600);

    readonly List<CustomResourceExchange> _exchanges = [];

    /// <summary>All requests so far, oldest first.</summary>
    public IReadOnlyList<CustomResourceExchange> Exchanges => _exchanges;

    public bool StandsFor(string type) =>
        type.StartsWith("Custom::", StringComparison.Ordinal) || type == "AWS::CloudFormation::CustomResource";

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        var token = request.Properties["ServiceToken"]?.GetValue<string>();
        var former = request.OldProperties?["ServiceToken"]?.GetValue<string>();
        return token is null ? Refused("ServiceToken is missing.")
            : former is not null && former != token ? Refused("Modifying service token is not allowed.")
            : AskAsync(request, token, cancellationToken);
    }

    async Task<ResourceResult> AskAsync(ResourceRequest request, string functionArn, CancellationToken cancellationToken)
    {
        var slot = bucket.Issue(request.StackId, request.LogicalId, Guid.NewGuid().ToString());
        var run = await RunAsync(functionArn, CustomResourceEvent.For(request, slot), TimeoutOf(request), cancellationToken);
        var verdict = slot.FirstAnswer.IsCompletedSuccessfully
            ? AnswerRules.Judge((await slot.FirstAnswer).Body, slot.Identity)
            : null;
        _exchanges.Add(new(request, run, slot.Deliveries, verdict));
        return verdict switch
        {
            AcceptedAnswer { Answer: var answer } => new ResourceReady(
                request.Kind == RequestKind.Delete ? request.PhysicalId! : answer.PhysicalResourceId,
                answer.Data,
                slot.Identity.RequestId),
            FailedAnswer failed => new ResourceFailed(failed.ResourceReason, failed.PhysicalResourceId),
            _ => new ResourceFailed(NoAnswer(slot.Identity.RequestId)),
        };
    }

    // CloudFormation would wait until its own deadline; once Lambda has given up, nobody is left who could answer.
    async Task<FunctionRun?> RunAsync(
        string functionArn, byte[] payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await invokeAsync(functionArn, payload, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    static TimeSpan TimeoutOf(ResourceRequest request) =>
        request.Properties["ServiceTimeout"]?.GetValue<string>() is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : DefaultTimeout;

    static Task<ResourceResult> Refused(string reason) => Task.FromResult<ResourceResult>(new ResourceFailed(reason));

    static string NoAnswer(string requestId) =>
        "CloudFormation did not receive a response from your Custom Resource. "
        + $"Please check your logs for requestId [{requestId}]. If you are using the Python cfn-response module, "
        + "you may need to update your Lambda function code so that CloudFormation can attach the updated version.";
}
