using System.Collections.Concurrent;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>Lambda's queue of asynchronous events: delivers, runs again after an error, tells who is to be told
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).</summary>
/// <param name="fleet">Whose functions are run.</param>
/// <param name="find">A function as it is deployed now; null: there is none.</param>
/// <param name="retryPauses">Between the runs of an event that ends in an error.</param>
/// <param name="time">Times the pauses.</param>
/// <param name="end">Lets go of all events.</param>
sealed class EventQueue(
    FunctionFleet fleet,
    Func<string, DeployedFunction?> find,
    IReadOnlyList<TimeSpan> retryPauses,
    TimeProvider time,
    CancellationToken end)
{
    readonly ConcurrentDictionary<string, AsyncDelivery> _configured = new(StringComparer.Ordinal);

    /// <summary>Sets what happens to events that a function fails on.</summary>
    public void Configure(string functionArn, AsyncDelivery delivery) => _configured[functionArn] = delivery;

    /// <returns>The last run; null: there was no function.</returns>
    public async Task<FunctionRun?> DeliverAsync(string functionArn, ReadOnlyMemory<byte> payload, TimeSpan after)
    {
        // The sender goes on before anything runs.
        await Task.Yield();
        var sent = time.GetUtcNow();
        await ThrottleAsync(functionArn, after);
        var (input, last) = (fleet.Input(payload), default(FunctionRun));
        for (var run = 1; find(functionArn) is { } function; run++)
        {
            var delivery = _configured.GetValueOrDefault(functionArn, AsyncDelivery.Default);
            if (time.GetUtcNow() - sent >= delivery.MaximumEventAge)
            {
                return await GivenUpAsync(delivery, functionArn, payload, last ?? new(function.Image, 0, null), isTooOld: true);
            }

            last = new(function.Image, run, await function.Code.InvokeAsync(input, end));
            if (last.Result is Responded)
            {
                return last;
            }

            if (run > delivery.MaximumRetryAttempts)
            {
                return await GivenUpAsync(delivery, functionArn, payload, last, isTooOld: false);
            }

            await Task.Delay(retryPauses[Math.Min(run, retryPauses.Count) - 1], time, end);
        }

        return last;
    }

    // An event is late because Lambda cannot begin a run of it, and Lambda tries no longer than its age allows.
    async Task ThrottleAsync(string functionArn, TimeSpan after)
    {
        var age = _configured.GetValueOrDefault(functionArn, AsyncDelivery.Default).MaximumEventAge;
        await Task.Delay(after < age ? after : age, time, end);
    }

    async Task<FunctionRun> GivenUpAsync(
        AsyncDelivery delivery, string functionArn, ReadOnlyMemory<byte> payload, FunctionRun last, bool isTooOld)
    {
        if (delivery.OnFailure is not { } destination || find(destination) is not { HasCode: true })
        {
            return last;
        }

        fleet.OnFailure();
        var record = FailureRecord.Write(functionArn, payload, last, isTooOld, time.GetUtcNow());
        return last with { Destination = await DeliverAsync(destination, record, TimeSpan.Zero) };
    }
}
