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

    public override ProcessStartInfo DeployWaiting(string folder, PeerDatabase database) => Dbmate(folder, database, "--wait", "migrate");

    public override ProcessStartInfo TakeBack(string folder, PeerDatabase database) => Dbmate(folder, database, "rollback");

    public override ProcessStartInfo Plan(string folder, PeerDatabase database) => Dbmate(folder, database, "status");

    public override ProcessStartInfo DeployToNew(string folder, PeerDatabase database) => Dbmate(folder, database, "up");

    ProcessStartInfo Dbmate(string folder, PeerDatabase database, params IEnumerable<string> command) => Start(
        program, folder, ["--url", database.Uri("postgres"), "--migrations-dir", folder, "--no-dump-schema", .. command]);
}
