using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Lambda;
using Npgsql;

namespace Lockstep.Rehearsal.Verifying;

/// <summary>One stack's migration on a database of its own, and the real function of each image, as a process.</summary>
/// <param name="database">Its connection string.</param>
/// <param name="processOf">Starts the function of an image: how many scripts it has, and where the database is.</param>
sealed class VerifiedStack(string database, Func<int, string, FunctionProcess> processOf) : IAsyncDisposable
{
    readonly Dictionary<int, FunctionProcess> _processes = [];
    readonly string _stackId = $"arn:aws:cloudformation:us-east-1:123456789012:stack/verify/{Guid.NewGuid()}";

    int _revision;
    string? _physicalId;
    JsonObject _properties = [];
    JsonObject _before = [];

    /// <summary>A Create or an Update by an image; null when it worked, else why not.</summary>
    public async Task<string?> DeployAsync(int image, CancellationToken cancellationToken)
    {
        var (old, next) = (_properties, Next());
        var answer = await SendAsync(
            image, _physicalId is null ? Event("Create", next) : Event("Update", next, old), cancellationToken);
        if (answer.Status != "SUCCESS")
        {
            return answer.Reason;
        }

        (_before, _properties, _physicalId) = (old, next, answer.PhysicalId);
        return null;
    }

    /// <summary>
    /// The image before rolls the last deployment back, as CloudFormation has it do when another resource fails; to the empty
    /// schema, the Delete of a resource whose OnDelete is Revert.
    /// </summary>
    /// <returns>Null when it worked, else why not.</returns>
    public async Task<string?> RollBackAsync(int older, int newer, CancellationToken cancellationToken)
    {
        var answer = older == 0
            ? await SendAsync(newer, Event("Delete", _properties), cancellationToken)
            : await SendAsync(older, Event("Update", _before, _properties), cancellationToken);
        (_properties, _physicalId) = (_before, older == 0 ? null : _physicalId);
        return answer.Reason;
    }

    public async Task<Catalogue> LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        return await Catalogue.ReadAsync(connection, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }
    }

    JsonObject Next() => new()
    {
        ["ServiceToken"] = "arn:aws:lambda:us-east-1:123456789012:function:verify",
        ["Revision"] = (++_revision).ToString(CultureInfo.InvariantCulture),
        ["OnDelete"] = "Revert",
    };

    // Without a ResponseURL the function's result is the answer.
    JsonObject Event(string type, JsonObject properties, JsonObject? old = null)
    {
        var request = new JsonObject
        {
            ["RequestType"] = type,
            ["StackId"] = _stackId,
            ["RequestId"] = Guid.NewGuid().ToString(),
            ["LogicalResourceId"] = "Migration",
            ["ResourceType"] = "Custom::DatabaseMigration",
            ["ResourceProperties"] = properties.DeepClone(),
        };
        if (type != "Create")
        {
            request["PhysicalResourceId"] = _physicalId;
        }

        if (old is not null)
        {
            request["OldResourceProperties"] = old.DeepClone();
        }

        return request;
    }

    async Task<FunctionAnswer> SendAsync(int image, JsonObject request, CancellationToken cancellationToken)
    {
        if (!_processes.TryGetValue(image, out var process))
        {
            _processes[image] = process = processOf(image, database);
        }

        var result = await process.InvokeAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), cancellationToken);
        var body = JsonNode.Parse(result.Body.Span);
        return result is Responded && body?["Status"] is not null
            ? new((string)body["Status"]!, (string?)body["Reason"], (string?)body["PhysicalResourceId"])
            : throw new RehearsalException($"The function gave no answer: {Encoding.UTF8.GetString(result.Body.Span)}");
    }

    sealed record FunctionAnswer(string Status, string? Reason, string? PhysicalId);
}
