namespace Lockstep.PostgresMigrations.Running;

/// <summary>
/// The server processes of all connections that one delivery of a request has had. One whose link broke may not know of it yet
/// and hold the lock; nobody else is harmed when it is ended.
/// </summary>
sealed class Backends
{
    readonly List<int> _pids = [];

    /// <summary>All but the newest.</summary>
    public IReadOnlyList<int> Lost => _pids.Count > 0 ? _pids[..^1] : [];

    public void Add(int pid) => _pids.Add(pid);
}
