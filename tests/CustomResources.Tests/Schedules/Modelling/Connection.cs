using Lockstep.CustomResources.Tests.Schedules.Functions;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>A process's session with its database: whatever is sent takes time, and either end may go meanwhile.</summary>
sealed class Connection(Database database, FunctionProcess process)
{
    bool _isTerminated;
    DateTimeOffset? _heldUntil;

    /// <summary>Whether the link broke: whatever was on its way never comes, and what was not committed is gone.</summary>
    public bool IsLost => _heldUntil is not null;

    public Database Database => database;

    public Deployment Deployment { get; set; } = null!;

    /// <summary>One statement, or several that travel together.</summary>
    /// <exception cref="TakenOverException">A later request has terminated the session.</exception>
    /// <exception cref="LinkLostException">Whether the server has done it, nobody knows.</exception>
    public async Task<T> SendAsync<T>(
        Func<T> statement, TimeSpan takes, CancellationToken cancellationToken, bool isDeaf = false)
    {
        var patience = isDeaf ? CancellationToken.None : cancellationToken;
        await PassAsync(patience);
        if (takes > TimeSpan.Zero)
        {
            await Task.Delay(takes, process.Clock, patience);
        }

        await process.AliveAsync();
        var result = _isTerminated ? throw new TakenOverException() : statement();
        await PassAsync(patience);
        return result;
    }

    // A message there, or a reply back. That a link is gone may show only when TCP finds out, or when nobody waits any longer.
    async Task PassAsync(CancellationToken cancellationToken)
    {
        await process.StepAsync();
        if (!IsLost && process.LinkBreaks() is { } broke)
        {
            _heldUntil = broke + process.Lingers;
            await Task.Delay(process.Silence, process.Clock, cancellationToken);
        }

        if (IsLost)
        {
            throw new LinkLostException();
        }
    }

    /// <summary>Commits behind the fence.</summary>
    /// <exception cref="TakenOverException">A later request took over.</exception>
    public async Task CommitAsync(Action changes, CancellationToken cancellationToken)
    {
        if (!await SendAsync(() => database.Commit(this, changes), TimeSpan.FromMilliseconds(20), cancellationToken))
        {
            throw new TakenOverException();
        }
    }

    /// <summary>A later request ends it, and what it has not committed is gone.</summary>
    public void Terminate()
    {
        _isTerminated = true;
        database.Unlock(this);
    }

    /// <summary>A process or a link that is gone holds its locks until the server finds out.</summary>
    public bool IsHeldAt(DateTimeOffset now) => (_heldUntil ?? process.DiedAt + process.Lingers) is not { } end || now < end;
}

/// <summary>The run has nothing to say any more.</summary>
sealed class TakenOverException : Exception;

/// <summary>The link to the database broke.</summary>
sealed class LinkLostException : Exception;

/// <summary>A lock that somebody else has is never answered SUCCESS.</summary>
sealed class LockedException() : CustomResourceException(Text)
{
    public const string Text = "Another run had the lock all the time.";
}
