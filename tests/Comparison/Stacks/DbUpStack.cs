using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Stacks;

/// <summary>DbUp in a function of C#: it upgrades and answers. There is nothing else that DbUp could be told.</summary>
sealed class DbUpStack : StackPeer
{
    readonly DbUpPeer _tool = new();

    public override string Name => $"{_tool.Name} in C#";

    public override FunctionOptions Build(string folder, IReadOnlyList<PeerScript> scripts, StackSite site)
    {
        _tool.Lay(folder, scripts);
        return new()
        {
            Executable = Environment.ProcessPath!,
            Arguments = [DbUpFunction.Command, folder, site.Database.ConnectionString],
        };
    }
}
