using System.Diagnostics;

namespace Lockstep.Comparison.Peers;

/// <summary>grate, with its switch for a transaction around everything unless a script cannot have one.</summary>
sealed class GratePeer(string program, string version) : Peer
{
    public override string Name => $"grate {version}";

    public override void Lay(string folder, IReadOnlyList<PeerScript> scripts)
    {
        foreach (var script in scripts)
        {
            Write(folder, $"up/{script.Padded}_{script.Name}.sql", script.Up);
        }

        if (scripts.Any(script => script.NoTransaction))
        {
            Write(folder, WithoutTransaction, "");
        }
    }

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) => Start(
        program, folder,
        [
            "--connectionstring", database.ConnectionString, "--files", folder, "--databasetype", "postgresql",
            "--silent", "--createdatabase", "false", "--output", Path.Combine(folder, "output"),
            .. File.Exists(Path.Combine(folder, WithoutTransaction)) ? Array.Empty<string>() : ["--transaction"],
        ]);

    const string WithoutTransaction = "without-transaction";
}
