using System.Diagnostics;

namespace Lockstep.Comparison.Peers;

/// <summary>dbmate: a transaction for each file.</summary>
sealed class DbmatePeer(string program, string version) : Peer
{
    public override string Name => $"dbmate {version}";

    public override int LinesInFront => 1;

    public override void Lay(string folder, IReadOnlyList<PeerScript> scripts)
    {
        foreach (var script in scripts)
        {
            var option = script.NoTransaction ? " transaction:false" : "";
            Write(
                folder, $"{script.Padded}_{script.Name}.sql",
                $"-- migrate:up{option}\n{script.Up}\n-- migrate:down{option}\n{script.Down}\n");
        }
    }

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) => Dbmate(folder, database, "migrate");

    public override ProcessStartInfo RollBack(string folder, PeerDatabase database) => Dbmate(folder, database, "rollback");

    ProcessStartInfo Dbmate(string folder, PeerDatabase database, string command) => Start(
        program, folder, "--url", database.Uri("postgres"), "--migrations-dir", folder, "--no-dump-schema", command);
}
