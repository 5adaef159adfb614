using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Stacks;

/// <summary>This project's function; its watchdog is left out.</summary>
sealed class LockstepStack : StackPeer
{
    readonly LockstepPeer _tool = new();

    public override string Name => _tool.Name;

    public override FunctionOptions Build(string folder, IReadOnlyList<PeerScript> scripts, StackSite site)
    {
        _tool.Lay(folder, scripts);
        return new()
        {
            Executable = LockstepPeer.Bootstrap,
            Environment = Variables(
                ("LOCKSTEP_CONNECTION", site.Database.ConnectionString),
                ("LOCKSTEP_SCRIPTS", folder),
                ("LOCKSTEP_RESPONSE_HOSTS", site.ResponseHost)),
        };
    }
}
