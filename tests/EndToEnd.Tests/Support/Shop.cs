using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.Lambda;
using Npgsql;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>One stack with one migration: real processes of the function, a real database, a bucket, and the events.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements that tests write themselves.")]
sealed class Shop : IAsyncDisposable
{
    const string LogicalId = "Migration";

    readonly List<IDisposable> _images = [];
    readonly List<FunctionProcess> _functions = [];
    readonly ConcurrentQueue<FunctionOutput> _output = new();

    Shop(ResponseBucket bucket, string database)
    {
        (Bucket, Database) = (bucket, database);
    }

    public ResponseBucket Bucket { get; }

    /// <summary>Of the owner, a login with a password.</summary>
    public string Database { get; }

    public string StackId { get; } = $"arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/{Guid.NewGuid()}";

    public string? PhysicalId { get; set; }

    /// <summary>All that was logged; complete when the shop is closed.</summary>
    public IReadOnlyList<string> Log => [.. _output.Select(output => output.Line)];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [SuppressMessage("Reliability", "CA2000", Justification = "The shop owns its bucket.")]
    public static async Task<Shop> OpenAsync(SharedPostgres postgres)
    {
        var login = await postgres.Server.CreateLoginAsync("", Token);
        return new(await ResponseBucket.StartAsync(TimeProvider.System, Token), await postgres.Server.CreateDatabaseAsync(login, Token));
    }

    /// <summary>A function with the scripts of an image; <paramref name="change"/> changes what is usual.</summary>
    public FunctionProcess Deploy(IEnumerable<(string Name, string Text)> scripts, Func<FunctionOptions, FunctionOptions>? change = null)
    {
        var image = new Image(scripts);
        _images.Add(image);
        var options = new FunctionOptions
        {
            Executable = Built.Bootstrap,
            Timeout = TimeSpan.FromSeconds(90),
            InitTimeout = TimeSpan.FromSeconds(60),
            Environment = Variables(("LOCKSTEP_CONNECTION", Database), ("LOCKSTEP_SCRIPTS", image.Folder), ("LOCKSTEP_RESPONSE_HOSTS", Bucket.HostAndPort)),
            Output = output =>
            {
                _output.Enqueue(output);
                TestContext.Current.TestOutputHelper?.WriteLine(output.Line);
            },
        };
        var function = new FunctionProcess(change?.Invoke(options) ?? options);
        _functions.Add(function);
        return function;
    }

    public static Dictionary<string, string> Variables(params IEnumerable<(string Name, string Value)> variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);

    public static JsonObject Revision(int number, params IEnumerable<(string Name, string Value)> others)
    {
        var properties = new JsonObject
        {
            ["ServiceToken"] = "arn:aws:lambda:eu-west-1:123456789012:function:migrate",
            ["Revision"] = number.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in others)
        {
            properties[name] = value;
        }

        return properties;
    }

    /// <summary>An event, and where its answer goes.</summary>
    public Question Ask(string type, JsonObject properties, JsonObject? old = null, string resourceType = "Custom::DatabaseMigration")
    {
        var slot = Bucket.Issue(StackId, LogicalId, Guid.NewGuid().ToString());
        var members = new JsonObject
        {
            ["RequestType"] = type,
            ["ServiceToken"] = properties["ServiceToken"]?.DeepClone(),
            ["ResponseURL"] = slot.Url.OriginalString,
            ["StackId"] = StackId,
            ["RequestId"] = slot.Identity.RequestId,
            ["LogicalResourceId"] = LogicalId,
            ["ResourceType"] = resourceType,
            ["ResourceProperties"] = properties.DeepClone(),
        };
        if (type != "Create")
        {
            members["PhysicalResourceId"] = PhysicalId ?? "shop-Migration-1ABCDEFGHIJK";
        }

        if (old is not null)
        {
            members["OldResourceProperties"] = old.DeepClone();
        }

        return new(members, slot);
    }

    /// <summary>An event without ResponseURL, as somebody writes it to try the function out.</summary>
    public JsonObject AskLocally(string type, JsonObject properties)
    {
        var members = Ask(type, properties).Event;
        members.Remove("ResponseURL");
        return members;
    }

    public static Task<InvocationResult> InvokeAsync(FunctionProcess function, JsonObject members) =>
        function.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(members), Token);

    /// <summary>Delivers an event, which must be answered once, and ends the invocation well.</summary>
    public async Task<Answer> SendAsync(FunctionProcess function, Question question)
    {
        (await InvokeAsync(function, question.Event)).ShouldBeOfType<Responded>();
        var answer = Answer.Of(question.Slot.Deliveries.ShouldHaveSingleItem(), question.Slot.Identity);
        if (answer.Status == "SUCCESS")
        {
            PhysicalId = answer.PhysicalResourceId;
        }

        return answer;
    }

    public Task<Answer> CreateAsync(FunctionProcess function, JsonObject properties) => SendAsync(function, Ask("Create", properties));

    public Task<Answer> UpdateAsync(FunctionProcess function, JsonObject properties, JsonObject old) =>
        SendAsync(function, Ask("Update", properties, old));

    /// <summary>The rows, a line each, columns joined by a bar.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{Database};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader[column], CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>Tables and columns of schema public.</summary>
    public Task<IReadOnlyList<string>> ColumnsAsync() =>
        RowsAsync("SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1");

    public static string Text(InvocationResult result) => Encoding.UTF8.GetString(result.Body.Span);

    /// <summary>Ends all processes, so that everything they wrote is in the log.</summary>
    public async Task CloseAsync()
    {
        foreach (var function in _functions)
        {
            await function.DisposeAsync();
        }

        _functions.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _images.ForEach(image => image.Dispose());
        await Bucket.DisposeAsync();
    }
}

/// <summary>An event and the slot for its answer.</summary>
sealed record Question(JsonObject Event, ResponseSlot Slot);
