using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Continuing;

/// <summary>Whether another run of a request may follow one run of it.</summary>
/// <remarks>
/// Lambda doesn't say whether it delivers an event for the first, the second or the last time, so that is counted by whoever can,
/// and guessed otherwise, on the side of the last: one that answers too early fails a deployment, one that never answers leaves a
/// stack waiting. An event that came by an invocation of our own has shown that there is a way, on which the next one needs no
/// retry: there a delivery more is a second one, and no reason to fail.
/// </remarks>
sealed class RunBudget
{
    /// <summary>https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html</summary>
    static readonly TimeSpan[] PausesOfLambda = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>Lambda begins no run of an event that is older, and tells the function's destination instead.</summary>
    /// <remarks>MaximumEventAgeInSeconds of template.yaml. Counted from when CloudFormation has signed the event.</remarks>
    internal static readonly TimeSpan OldestEvent = TimeSpan.FromMinutes(40);

    /// <summary>Less than that is left to the next run only to say that it had no time.</summary>
    static readonly TimeSpan ShortestRun = TimeSpan.FromSeconds(30);

    readonly CarriedRun? _carried;
    readonly DateTimeOffset _serviceDeadline;
    readonly DateTimeOffset? _sentAt;
    readonly DateTimeOffset _begunAt;
    readonly TimeProvider _clock;
    readonly bool _isWaitedFor;
    readonly int _seen;
    volatile bool _isGranted;

    /// <param name="request">The request.</param>
    /// <param name="isWaitedFor">Whether somebody waits at a ResponseURL.</param>
    /// <param name="serviceDeadline">When CloudFormation stops waiting.</param>
    /// <param name="seen">How often this process has been given the event, this time included.</param>
    /// <param name="clock">The clock.</param>
    public RunBudget(
        RequestEnvelope request, bool isWaitedFor, DateTimeOffset serviceDeadline, int seen, TimeProvider clock)
    {
        (_carried, _isWaitedFor, _serviceDeadline, _seen, _clock) = (request.Carried, isWaitedFor, serviceDeadline, seen, clock);
        (_sentAt, _begunAt) = (request.Carried?.SentAt ?? request.SignedAt, clock.GetUtcNow());
    }

    public int Run => _carried?.Run ?? 1;

    /// <summary>Null: another run may follow. Else why not, as a sentence.</summary>
    /// <remarks>Once granted it stays so: what the resource did then was done with a view to it.</remarks>
    public string? WhyNot(int? delivery)
    {
        var why = _isGranted ? null : Problem(_carried is null ? int.Max(delivery ?? Guess(), _seen) : _seen);
        _isGranted = why is null;
        return why;
    }

    string? Problem(int delivery) =>
        !_isWaitedFor ? "Without a ResponseURL nobody waits for another run."
        : Run >= CarriedRun.MostRuns
            ? $"Lambda stops a function that invokes itself more than {CarriedRun.MostRuns} times: give it a longer Timeout."
        : delivery > PausesOfLambda.Length ? "Lambda runs an event three times, and this may have been the third."
        : _serviceDeadline - _clock.GetUtcNow() < ShortestRun + Pause(delivery)
            ? "The resource's ServiceTimeout leaves no time for another run."
        : _carried is null && _clock.GetUtcNow() + Pause(delivery) - _sentAt > OldestEvent
            ? "Lambda runs an event again only within 40 minutes (MaximumEventAgeInSeconds), and they are over."
        : null;

    // What came by an invocation of our own can go on by one, without a pause.
    TimeSpan Pause(int delivery) => _carried is null ? PausesOfLambda[int.Max(delivery, 1) - 1] : TimeSpan.Zero;

    int Guess() =>
        _seen > 1 || _begunAt - _sentAt is not { } passed || passed < PausesOfLambda[0] ? _seen
        : passed < PausesOfLambda[0] + PausesOfLambda[1] ? 2
        : 3;
}
