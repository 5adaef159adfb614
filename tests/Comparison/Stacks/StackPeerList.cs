using System.Text.Json;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Stacks;

/// <summary>What of the tools in custom resources is on this machine; of what isn't, a word to standard error.</summary>
static class StackPeerList
{
    /// <summary>Those that the build brings.</summary>
    public static IReadOnlyList<StackPeer> Built => [new LockstepStack(), new DbUpStack()];

    public static async Task<IReadOnlyList<StackPeer>> FindAsync(string tools)
    {
        var peers = Built.ToList();
        if (await VersionAsync(tools, "alembic") is not { } alembic)
        {
            await Console.Error.WriteLineAsync($"Alembic is not here for {AlembicStack.Python}; its two columns are left out.");
            return peers;
        }

        if (await VersionAsync(tools, "crhelper") is { } crhelper)
        {
            peers.Add(new CrhelperStack(tools, alembic, crhelper));
        }
        else
        {
            await Console.Error.WriteLineAsync("crhelper, or boto3, is not here and is left out.");
        }

        if (await CdkAsync(tools) is { } cdk)
        {
            peers.Add(new CdkStack(tools, alembic, cdk));
        }
        else
        {
            await Console.Error.WriteLineAsync("CDK's provider framework, or Node.js, is not here and is left out.");
        }

        return peers;
    }

    static Task<string?> VersionAsync(string tools, string module) => PeerProcess.VersionAsync(
        AlembicStack.Python, "-c",
        $"import sys; sys.path.append(sys.argv[1]); import psycopg2, {module}, importlib.metadata as m; print(m.version('{module}'))",
        Path.Combine(tools, "crhelper"));

    static async Task<string?> CdkAsync(string tools)
    {
        var package = Path.Combine(tools, "cdk", "aws-cdk-lib", "package.json");
        if (NodeRuntime.Executable is null || !File.Exists(package) || !Directory.Exists(CdkStack.Folder(tools)))
        {
            return null;
        }

        return JsonElement.Parse(await File.ReadAllBytesAsync(package)).GetProperty("version").GetString();
    }
}
