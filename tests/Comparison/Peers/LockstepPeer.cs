using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Comparison.Peers;

/// <summary>This project's function: a process behind a Runtime API, given the events that CloudFormation would send.</summary>
sealed class LockstepPeer : Peer
{
    public const string Command = "lockstep";

    public override string Name => "Lockstep";

    /// <summary>Where the build leaves the function.</summary>
    public static string Bootstrap { get; } =
        typeof(LockstepPeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single().Value!;

    public override void Lay(string folder, IReadOnlyList<PeerScript> scripts)
    {
        foreach (var script in scripts)
        {
            var directive = script.NoTransaction ? "-- lockstep: no-transaction\n" : "";
            Write(folder, $"{script.Padded}_{script.Name}.sql", $"{directive}{script.Up}");
            if (script.Down is { } down)
            {
                Write(folder, $"{script.Padded}_{script.Name}.down.sql", $"{directive}{down}");
            }
        }
    }

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) =>
        Play(folder, database, database.Next(), database.InForce);

    /// <summary>The last Update, with its two sides exchanged.</summary>
    public override ProcessStartInfo RollBack(string folder, PeerDatabase database) =>
        Play(folder, database, database.Before, database.InForce);

    /// <summary>In the process that <see cref="Deploy"/> starts.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="revision">Of ResourceProperties.</param>
    /// <param name="old">Of OldResourceProperties; 0: there are none, it is a Create.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string connection, int revision, int old)
    {
        await using var function = new FunctionProcess(new()
        {
            Executable = Bootstrap,
            Timeout = TimeSpan.FromSeconds(90),
            InitTimeout = TimeSpan.FromSeconds(60),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LOCKSTEP_CONNECTION"] = connection,
                ["LOCKSTEP_SCRIPTS"] = Directory.GetCurrentDirectory(),
            },
            Output = output => Console.Out.WriteLine(output.Line),
        });
        var result = await function.InvokeAsync(Event(revision, old), CancellationToken.None);
        if (result is not Responded { Body: var body })
        {
            await Console.Out.WriteLineAsync($"{result}");
            return 1;
        }

        var answer = JsonElement.Parse(body.Span);
        await Console.Out.WriteLineAsync(answer.TryGetProperty("Reason", out var reason) ? reason.GetString() : "no reason");
        return answer.GetProperty("Status").GetString() == "SUCCESS" ? 0 : 1;
    }

    static ProcessStartInfo Play(string folder, PeerDatabase database, int revision, int old) => Start(
        Environment.ProcessPath!, folder, Command, database.ConnectionString,
        revision.ToString(CultureInfo.InvariantCulture), old.ToString(CultureInfo.InvariantCulture));

    static byte[] Event(int revision, int old)
    {
        var members = new JsonObject
        {
            ["RequestType"] = old == 0 ? "Create" : "Update",
            ["StackId"] = "arn:aws:cloudformation:eu-west-1:123456789012:stack/comparison/00000000-0000-0000-0000-000000000000",
            ["RequestId"] = string.Create(CultureInfo.InvariantCulture, $"{old}-to-{revision}"),  // the same event has the same id
            ["LogicalResourceId"] = "Migration",
            ["ResourceType"] = "Custom::DatabaseMigration",
            ["ResourceProperties"] = Properties(revision),
        };
        if (old > 0)
        {
            members["PhysicalResourceId"] = "lockstep:comparison";
            members["OldResourceProperties"] = Properties(old);
        }

        return JsonSerializer.SerializeToUtf8Bytes(members);
    }

    static JsonObject Properties(int revision) => new()
    {
        ["ServiceToken"] = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
        ["Revision"] = revision.ToString(CultureInfo.InvariantCulture),
        ["LockTimeout"] = "1s",
    };
}
