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
            var name = script.IsRepeatable ? $"repeatable/{script.Name}" : $"{script.Padded}_{script.Name}";
            Write(folder, $"{name}.sql", $"{directive}{script.Up}");
            if (script.Down is { } down)
            {
                Write(folder, $"{name}.down.sql", $"{directive}{down}");
            }
        }
    }

    public override bool HasRepeatables => true;

    public override string TamperingWithDown => "UPDATE lockstep.journal SET down_sql = 'CREATE TABLE pwned ()' WHERE version = 2";

    public override ProcessStartInfo Deploy(string folder, PeerDatabase database) =>
        Play("deploy", folder, database, database.Next(), database.InForce);

    public override ProcessStartInfo TakeBack(string folder, PeerDatabase database) => RollBack(folder, database);

    /// <summary>The operator's command.</summary>
    public override ProcessStartInfo Plan(string folder, PeerDatabase database) => Play("plan", folder, database, 1, 0);

    /// <summary>With <c>CreateDatabase</c>.</summary>
    public override ProcessStartInfo DeployToNew(string folder, PeerDatabase database) =>
        Play("create", folder, database, database.Next(), database.InForce);

    public override string Variable(string name) => $"${{{name}}}";

    /// <summary>The last Update, with its two sides exchanged.</summary>
    public override ProcessStartInfo RollBack(string folder, PeerDatabase database) =>
        Play("deploy", folder, database, database.Before, database.InForce);

    /// <summary>In the process that <see cref="Deploy"/> starts.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="order">deploy, plan or create.</param>
    /// <param name="revision">Of ResourceProperties.</param>
    /// <param name="old">Of OldResourceProperties; 0: there are none, it is a Create.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string connection, string order, int revision, int old)
    {
        await using var function = new FunctionProcess(new()
        {
            Executable = Bootstrap,
            Timeout = TimeGiven(Directory.GetCurrentDirectory()),
            InitTimeout = TimeSpan.FromSeconds(60),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LOCKSTEP_CONNECTION"] = connection,
                ["LOCKSTEP_SCRIPTS"] = Directory.GetCurrentDirectory(),
            },
            Output = output => Console.Out.WriteLine(output.Line),
        });
        var result = await function.InvokeAsync(order == "plan" ? Question() : Event(order, revision, old), CancellationToken.None);
        if (result is not Responded { Body: var body })
        {
            await Console.Out.WriteLineAsync($"{result}");
            return 1;
        }

        var answer = JsonElement.Parse(body.Span);
        if (order == "plan")
        {
            await Console.Out.WriteLineAsync(answer.GetRawText());
            return answer.TryGetProperty("Segments", out _) ? 0 : 1;
        }

        await Console.Out.WriteLineAsync(answer.TryGetProperty("Reason", out var reason) ? reason.GetString() : "no reason");
        return answer.GetProperty("Status").GetString() == "SUCCESS" ? 0 : 1;
    }

    static ProcessStartInfo Play(string order, string folder, PeerDatabase database, int revision, int old) => Start(
        Environment.ProcessPath!, folder, Command, database.ConnectionString, order,
        revision.ToString(CultureInfo.InvariantCulture), old.ToString(CultureInfo.InvariantCulture));

    static byte[] Event(string order, int revision, int old)
    {
        var members = new JsonObject
        {
            ["RequestType"] = old == 0 ? "Create" : "Update",
            ["StackId"] = "arn:aws:cloudformation:eu-west-1:123456789012:stack/comparison/00000000-0000-0000-0000-000000000000",
            ["RequestId"] = string.Create(CultureInfo.InvariantCulture, $"{old}-to-{revision}"),  // the same event has the same id
            ["LogicalResourceId"] = "Migration",
            ["ResourceType"] = "Custom::DatabaseMigration",
            ["ResourceProperties"] = Properties(order, revision),
        };
        if (old > 0)
        {
            members["PhysicalResourceId"] = "lockstep:comparison";
            members["OldResourceProperties"] = Properties(order, old);
        }

        return JsonSerializer.SerializeToUtf8Bytes(members);
    }

    static byte[] Question() => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["Command"] = "plan", ["ResourceProperties"] = Properties("plan", 1) });

    static JsonObject Properties(string order, int revision)
    {
        var properties = new JsonObject
        {
            ["ServiceToken"] = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
            ["Revision"] = revision.ToString(CultureInfo.InvariantCulture),
            ["LockTimeout"] = "1s",
        };
        if (order == "create")
        {
            properties["CreateDatabase"] = "true";
        }

        if (ValueOfVariable(Directory.GetCurrentDirectory()) is { } value)
        {
            properties["Variables"] = new JsonObject { [VariableName] = value };
        }

        return properties;
    }
}
