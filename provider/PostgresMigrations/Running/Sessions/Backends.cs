namespace Lockstep.PostgresMigrations.Running.Sessions;

/// <summary>
/// The server processes of all connections that a request has had, in this run and in those that handed it on. One whose link
/// broke may not know of it yet and hold the lock; nobody else is harmed when it is ended.
/// </summary>
/// <param name="former">Those of the runs before.</param>
sealed class Backends(IReadOnlyList<int> former)
{
    readonly List<int> _own = [];

    public IReadOnlyList<int> All => [.. former, .. _own];

    /// <summary>All but the newest of this run.</summary>
    public IReadOnlyList<int> Lost => [.. former, .. _own.SkipLast(1)];

    public void Add(int pid) => _own.Add(pid);
}
