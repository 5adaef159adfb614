using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Each image's function as processes, which stay warm from one invocation to the next, and can be killed.</summary>
/// <param name="timeout">The function's.</param>
/// <param name="connection">Where it finds the database.</param>
/// <param name="responseHost">Where it may send answers.</param>
sealed class LifeFunctions(TimeSpan timeout, string connection, string responseHost) : IAsyncDisposable
{
    /// <summary>With which functions sign what they ask of Lambda.</summary>
    public const string SecretKey = "the-secret-access-key-of-a-life-in-processes";

    /// <summary>Of the stack.</summary>
    public const string Region = "eu-west-1";

    // Nobody but the process's own limit ends it.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly ConcurrentQueue<LifeImage> _images = new();
    readonly string _watchdog = Directory.CreateTempSubdirectory("lockstep-watchdog-").FullName;
    readonly ConcurrentQueue<string> _log = new();
    readonly ConcurrentDictionary<string, Hurry> _hurries = new(StringComparer.Ordinal);

    public ImageRegistry Registry => field ??= new() { Inline = Watchdog };

    /// <summary>Where functions of images that are pushed from now on invoke themselves; null: they have no way to Lambda's API.
    /// </summary>
    public Uri? Lambda { get; set; }

    FunctionOptions? Watchdog(string code) => NodeRuntime.Executable is { } node
        ? NodeRuntime.Program(node, code, _watchdog) with
        {
            Environment = Shop.Variables(("LOCKSTEP_RESPONSE_HOSTS", responseHost)),
            Output = output => _log.Enqueue(output.Line),
        }
        : null;

    // The stand-in looks at the form of a signature.
    IEnumerable<(string Name, string Value)> WayToLambda => Lambda is { } endpoint
        ?
        [
            ("AWS_ENDPOINT_URL_LAMBDA", endpoint.OriginalString), ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", SecretKey),
        ]
        : [];

    /// <summary>All that was written; complete after <see cref="CloseAsync"/>.</summary>
    public IReadOnlyCollection<string> Log => _log;

    [SuppressMessage("Reliability", "CA2000", Justification = "They are disposed with the others.")]
    public void Push(string name, IEnumerable<(string Name, string Text)> scripts)
    {
        var files = new Image(scripts);
        var image = new LifeImage(files, new()
        {
            Executable = Built.Bootstrap,
            Timeout = timeout,
            InitTimeout = TimeSpan.FromMinutes(1),
            Region = Region,
            Environment = Shop.Variables(
            [
                ("LOCKSTEP_CONNECTION", connection), ("LOCKSTEP_SCRIPTS", files.Folder),
                ("LOCKSTEP_RESPONSE_HOSTS", responseHost), ("DOTNET_TieredPGO", "0"), .. WayToLambda,
            ]),
            Output = output => _log.Enqueue(output.Line),
        });
        _images.Enqueue(image);
        Registry.Push(name, (call, token) => InvokeAsync(image, call, token), Patience);
    }

    /// <summary>The runs of a request are in a hurry from now on; null: not any more.</summary>
    public void Hurry(string requestId, Hurry? hurry)
    {
        if (hurry is null)
        {
            _hurries.TryRemove(requestId, out _);
        }
        else
        {
            _hurries[requestId] = hurry;
        }
    }

    /// <summary>SIGKILL for all of them, whatever they are at.</summary>
    public void Kill()
    {
        foreach (var image in _images)
        {
            image.Kill();
        }
    }

    /// <summary>Ends all processes, so that everything they wrote is in the log.</summary>
    public async Task CloseAsync()
    {
        foreach (var image in _images)
        {
            await image.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var image in _images)
        {
            await image.DisposeAsync();
        }

        Directory.Delete(_watchdog, recursive: true);
    }

    /// <summary>What a reader needs of a line who is not a machine.</summary>
    public static string Shorten(string line)
    {
        try
        {
            var entry = JsonElement.Parse(line);
            return $"{Text(entry, "timestamp")} {Text(entry, "level")} {Text(entry, "message")} {Text(entry, "errorMessage")}"
                .TrimEnd();
        }
        catch (JsonException)
        {
            return line;
        }
    }

    async Task<ReadOnlyMemory<byte>> InvokeAsync(LifeImage image, FunctionCall call, CancellationToken token)
    {
        using var end = new CancellationTokenSource();
        var hurry = _hurries.GetValueOrDefault(Text(JsonElement.Parse(call.Payload.Span), "RequestId"));
        hurry?.Run(end.Token);
        var input = new InvocationInput(call.Payload) { AwsRequestId = call.AwsRequestId, Timeout = hurry?.Time };
        var result = await image.Of(call.FunctionArn).InvokeAsync(input, token);
        await end.CancelAsync();
        return result switch
        {
            Responded => result.Body,
            FunctionFailed failed => throw new FunctionErrorException(failed.ErrorType, Message(failed)),
            _ => throw new FunctionErrorException(result.GetType().Name, Encoding.UTF8.GetString(result.Body.Span)),
        };
    }

    static string Message(FunctionFailed failed) => Text(JsonElement.Parse(failed.Body.Span), "errorMessage");

    static string Text(JsonElement entry, string member) => entry.TryGetProperty(member, out var value) ? $"{value}" : "";
}
