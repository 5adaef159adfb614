using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Stacks;

/// <summary>Alembic in a function of Python's, told which revision the stack has and which it had: it goes down as well as up.
/// </summary>
/// <param name="tools">Where crhelper is.</param>
/// <param name="alembic">Its version.</param>
abstract class AlembicStack(string tools, string alembic) : StackPeer
{
    public const string Python = "/usr/bin/python3";

    protected static string Programs { get; } = Path.Combine(AppContext.BaseDirectory, "Stacks", "Programs");

    protected AlembicPeer Tool { get; } = new(alembic);

    protected string Tools => tools;

    /// <summary>The module with the handler.</summary>
    protected abstract string Module { get; }

    public override string Revision(int number) => $"{number:D4}";

    public override FunctionOptions Build(string folder, IReadOnlyList<PeerScript> scripts, StackSite site)
    {
        Tool.Lay(folder, scripts);
        AlembicPeer.Configure(folder, site.Database);
        return new()
        {
            Executable = Python,
            Arguments = [Path.Combine(Programs, "runtime.py"), Module],
            Environment = Variables(
                ("MIGRATIONS", folder),
                ("PYTHONPATH", $"{Programs}:{Path.Combine(tools, "crhelper")}"),
                ("PYTHONUNBUFFERED", "1"),
                ("PYTHONDONTWRITEBYTECODE", "1")),
        };
    }
}
