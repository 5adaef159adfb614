namespace Lockstep.Rehearsal.Faults;

/// <summary>A cut that waits for its moment, and happens once.</summary>
public sealed class ArmedCut
{
    readonly TaskCompletionSource<ProxiedConnection> _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ArmedCut(Func<PgMessage, bool> matches, CutMoment moment, CutStyle style)
    {
        (Matches, Moment, Style) = (matches, moment, style);
    }

    /// <summary>The connection that was cut, once it was.</summary>
    public Task<ProxiedConnection> Happened => _happened.Task;

    internal Func<PgMessage, bool> Matches { get; }

    internal CutMoment Moment { get; }

    internal CutStyle Style { get; }

    internal void Perform(ProxiedConnection connection)
    {
        connection.Cut(Style);
        _happened.TrySetResult(connection);
    }
}

/// <summary>Where a cut falls.</summary>
enum CutMoment
{
    /// <summary>The message does not reach its receiver.</summary>
    BeforeMessage,

    /// <summary>The message is the last to reach its receiver.</summary>
    AfterMessage,

    /// <summary>A number of bytes from the server are the last to reach the client.</summary>
    AfterBytes,
}
