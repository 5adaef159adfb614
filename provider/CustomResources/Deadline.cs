namespace Lockstep.CustomResources;

/// <summary>
/// Splits the time an invocation has left into time to work, time to finish cleanly, and time to answer.
/// </summary>
/// <remarks>Lambda ends an invocation with SIGKILL: what is not done by then is never done.</remarks>
public sealed class Deadline : IDisposable
{
    static readonly TimeSpan Default = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(16);
    static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(15);
    static readonly TimeSpan PostingMargin = TimeSpan.FromSeconds(1);

    const string LongerFunction = "Give the function a longer Timeout (at most 900 s), or this deployment less to do.";
    const string LongerService = "Give the resource a longer ServiceTimeout (at most 3600 s), or this deployment less to do.";

    readonly TimeProvider _clock;
    readonly long _start;
    readonly TimeSpan _workTime;
    readonly TimeSpan _cleanUpTime;
    readonly CancellationTokenSource _work;
    readonly CancellationTokenSource _cleanUp;
    readonly CancellationTokenSource _patience;
    readonly CancellationTokenSource _answer;

    /// <summary>Starts the clock.</summary>
    /// <param name="runtimeDeadline">
    /// When the process is killed; missing, past or more than 16 minutes ahead: 60 s from now.
    /// </param>
    /// <param name="clock">Gives the time and runs the timers.</param>
    public Deadline(DateTimeOffset? runtimeDeadline, TimeProvider clock)
        : this(runtimeDeadline, serviceDeadline: null, clock)
    {
    }

    /// <summary>
    /// The same, with the moment when CloudFormation stops waiting; one that has passed says nothing about the time
    /// left.
    /// </summary>
    internal Deadline(DateTimeOffset? runtimeDeadline, DateTimeOffset? serviceDeadline, TimeProvider clock)
    {
        var left = (runtimeDeadline - clock.GetUtcNow()) switch
        {
            { } given when given > TimeSpan.Zero && given <= Longest => given,
            _ => Default,
        };
        Remedy = LongerFunction;
        if (serviceDeadline - clock.GetUtcNow() is { } patience && patience > TimeSpan.Zero && patience < left)
        {
            left = patience;
            Remedy = LongerService;
        }

        var margin = Shorter(AnswerMargin, left / 3);

        _clock = clock;
        _start = clock.GetTimestamp();
        _workTime = left - margin;
        _work = new CancellationTokenSource(_workTime, clock);

        // Npgsql can need 8 s to notice a dead link; what then remains is for the answer.
        _cleanUpTime = _workTime + (margin * 0.5);
        _cleanUp = new CancellationTokenSource(_cleanUpTime, clock);
        _patience = new CancellationTokenSource(_workTime + (margin * 0.6), clock);
        _answer = new CancellationTokenSource(left - Shorter(PostingMargin, left / 10), clock);

        // Kept, because work that was given up may look at its token after the deadline was disposed.
        (WorkToken, CleanUpToken) = (_work.Token, _cleanUp.Token);
        (PatienceToken, AnswerToken) = (_patience.Token, _answer.Token);
    }

    /// <summary>
    /// Ends 15 s before the deadline, or at two thirds of the time left when that is shorter than 45 s.
    /// </summary>
    public CancellationToken WorkToken { get; }

    /// <summary>
    /// Ends a little later, half way to the deadline: for what has to be finished or cleared away once work has ended. Work
    /// that goes on beyond it is soon given up, and answered FAILED.
    /// </summary>
    public CancellationToken CleanUpToken { get; }

    /// <summary>Ends shortly before the deadline, so that the invocation can still be reported as failed.</summary>
    public CancellationToken AnswerToken { get; }

    /// <summary>Until <see cref="WorkToken"/> ends; zero afterwards.</summary>
    public TimeSpan WorkTimeLeft => Until(_workTime);

    /// <summary>Until <see cref="CleanUpToken"/> ends; zero afterwards.</summary>
    public TimeSpan CleanUpTimeLeft => Until(_cleanUpTime);

    /// <summary>Ends when work that ignores its token is given up.</summary>
    internal CancellationToken PatienceToken { get; }

    /// <summary>What a person can do about work that takes too long.</summary>
    internal string Remedy { get; }

    internal TimeSpan Worked => _clock.GetElapsedTime(_start);

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.Dispose();
        _cleanUp.Dispose();
        _patience.Dispose();
        _answer.Dispose();
    }

    TimeSpan Until(TimeSpan end) => end - Worked is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
