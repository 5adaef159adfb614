using Lockstep.Comparison.Peers;

namespace Lockstep.Comparison;

/// <summary>The tools that are on this machine; of each that isn't, a word to standard error.</summary>
static class PeerList
{
    public static async Task<IReadOnlyList<Peer>> FindAsync(string tools)
    {
        var dbmate = Path.Combine(tools, "node_modules", ".bin", "dbmate");
        var grate = Path.Combine(tools, "grate");
        return
        [
            new LockstepPeer(),
            new DbUpPeer(),
            new EvolvePeer(),
            .. await IfThereAsync("alembic", version => new AlembicPeer(version), "--version"),
            .. await IfThereAsync(dbmate, version => new DbmatePeer(dbmate, version), "--version"),
            .. await IfThereAsync(grate, version => new GratePeer(grate, version), "--help"),
        ];
    }

    static async Task<IEnumerable<Peer>> IfThereAsync(string program, Func<string, Peer> make, string option)
    {
        if (await PeerProcess.VersionAsync(program, option) is { } version)
        {
            return [make(version)];
        }

        await Console.Error.WriteLineAsync($"{Path.GetFileName(program)} is not here and is left out.");
        return [];
    }
}
