using Lockstep.Rehearsal.Faults;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>A message between function and server, of all connections; counted from now on, until all is over.</summary>
sealed class LinkMoment
{
    readonly Func<PgMessage, bool> _isOne;
    readonly CancellationToken _over;
    int _left;

    LinkMoment(Func<PgMessage, bool> isOne, int number, CancellationToken over) =>
        (_isOne, _left, _over) = (isOne, number, over);

    /// <param name="number">Of any message, the first being 1.</param>
    /// <param name="over">It does not come any more.</param>
    public LinkMoment(int number, CancellationToken over)
        : this(static _ => true, number, over)
    {
    }

    /// <summary>The server's reply to a COMMIT.</summary>
    public static LinkMoment OfCommit(int number, CancellationToken over) =>
        new(static message => message is { Name: "CommandComplete", Text: "COMMIT" }, number, over);

    /// <summary>Asked once for each message; true for the one.</summary>
    public bool IsDue(PgMessage message) =>
        !_over.IsCancellationRequested && _isOne(message) && Interlocked.Decrement(ref _left) == 0;
}
