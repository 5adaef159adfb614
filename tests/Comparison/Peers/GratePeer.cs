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
            var name = script.IsRepeatable
                ? $"runAfterOtherAnyTimeScripts/{script.Name}.sql" : $"up/{script.Padded}_{script.Name}.sql";
            Write(folder, name, script.Up);
        }

        if (scripts.Any(script => script.NoTransaction))
        {
            Write(folder, WithoutTransaction, "");
        }
    }

    public override bool HasRepeatables => true;

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) => Grate(folder, database, "--createdatabase", "false");

    public override ProcessStartInfo Plan(string folder, PeerDatabase database) =>
        Grate(folder, database, "--createdatabase", "false", "--dryrun");

    public override ProcessStartInfo DeployToNew(string folder, PeerDatabase database) =>
        Grate(folder, database, "--createdatabase", "true");

    public override string Variable(string name) => $"{{{{{name}}}}}";

    ProcessStartInfo Grate(string folder, PeerDatabase database, params IEnumerable<string> options) => Start(
        program, folder,
        [
            "--connectionstring", database.ConnectionString, "--files", folder, "--databasetype", "postgresql",
            "--silent", "--output", Path.Combine(folder, "output"), .. options,
            .. ValueOfVariable(folder) is { } value ? [$"--usertokens={VariableName}={value}"] : Array.Empty<string>(),
            .. File.Exists(Path.Combine(folder, WithoutTransaction)) ? Array.Empty<string>() : ["--transaction"],
        ]);

    const string WithoutTransaction = "without-transaction";
}
