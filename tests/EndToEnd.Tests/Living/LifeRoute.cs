using Lockstep.Rehearsal.Aws;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Lambda's API, where functions invoke themselves.</summary>
sealed class LifeRoute(FunctionFleet functions, CustomResourceType customResources) : IAsyncDisposable
{
    LambdaStandIn? _lambda;
    TimeSpan? _twice;

    /// <returns>For <c>AWS_ENDPOINT_URL_LAMBDA</c>.</returns>
    public async Task<Uri> OpenAsync()
    {
        _lambda = await LambdaStandIn.StartAsync(LifeFunctions.Region, HandOn, CancellationToken.None);
        return _lambda.Endpoint;
    }

    /// <summary>The next run that is handed on begins twice.</summary>
    /// <param name="later">How long after the first the second does.</param>
    public void Twice(TimeSpan later) => _twice = later;

    /// <summary>The next calls fail.</summary>
    public void Inject(LambdaFault fault, int times) => _lambda?.Inject(fault, times);

    public ValueTask DisposeAsync() => _lambda?.DisposeAsync() ?? ValueTask.CompletedTask;

    void HandOn(string functionArn, ReadOnlyMemory<byte> payload)
    {
        if (_twice is { } later)
        {
            _twice = null;
            functions.Switches = Switches.Default with { DuplicateDelivery = [new(functions.Sent + 1, later)] };
        }

        customResources.HandOn(functionArn, payload);
    }
}
