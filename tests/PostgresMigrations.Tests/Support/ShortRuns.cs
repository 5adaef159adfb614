using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Faults;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>
/// A stack whose runs have time for a number of transactions, however fast the machine is; those that follow are left to the test.
/// </summary>
sealed class ShortRuns : IAsyncDisposable
{
    readonly FaultProxy _link;
    string? _tag;
    int _most;
    int _done;
    bool _isInside;

    ShortRuns(FaultProxy link, TestStack stack)
    {
        (_link, Stack) = (link, stack);
        link.CutBefore(EndsWork, CutStyle.Reset);
    }

    public TestStack Stack { get; }

    /// <summary>Those of a database that nothing is deployed to yet.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="database">The database on it.</param>
    /// <param name="canInvoke">Whether Lambda's API can be reached.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "Both are disposed of with it.")]
    public static ShortRuns Of(SharedPostgres postgres, TestDatabase database, bool canInvoke = true)
    {
        var link = FaultProxy.Start(postgres.Server.Host, postgres.Server.Port, TimeProvider.System);
        return new(
            link, new(link.Through(database.ConnectionString)) { Clock = new LeapingClock(), CanInvoke = canInvoke });
    }

    /// <summary>From now on a run's time to work is over when so many transactions with such a statement are committed.</summary>
    /// <param name="tag">What the server says of the statement.</param>
    /// <param name="count">How many.</param>
    public void EndAfter(string tag, int count) => (_tag, _most, _done) = (tag, count, 0);

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        Stack.Dispose();
    }

    // Asked of each message as it passes; it cuts none.
    bool EndsWork(PgMessage message)
    {
        if (message.Name == "CommandComplete")
        {
            var wasInside = _isInside;
            _isInside = message.Text == _tag || (_isInside && message.Text is not ("COMMIT" or "ROLLBACK"));
            if (wasInside && message.Text == "COMMIT" && ++_done % _most == 0)
            {
                Stack.EndWork();
            }
        }

        return false;
    }
}
