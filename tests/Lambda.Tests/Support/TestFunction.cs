using System.Globalization;
using System.Text;
using Lockstep.Lambda.Aws;
using Lockstep.Rehearsal.Lambda;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>
/// A real Lambda function in a process of its own: this test executable with the runtime's default options.
/// </summary>
static class TestFunction
{
    public const string Variable = "LOCKSTEP_TEST_FUNCTION";

    /// <summary>The function as one of Lambda's, started when it is invoked.</summary>
    public static FunctionOptions Options(string kind) => new()
    {
        Executable = Path.ChangeExtension(typeof(TestFunction).Assembly.Location, null),
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [Variable] = kind },
        Timeout = TimeSpan.FromMinutes(1),
        InitTimeout = TimeSpan.FromMinutes(1),
    };

    public static async Task<int> RunAsync(string kind)
    {
        if (kind == "token")
        {
            return await PrintTokenAsync();
        }
        using var sigterm = new TerminationSignal();
        var runtime = new LambdaRuntime(new LambdaRuntimeOptions { Log = NullLogger.Instance });
        return await runtime.RunAsync(() => Initialise(kind), sigterm.Token);
    }

    static InvocationHandler Initialise(string kind) => kind switch
    {
        "serve" => ServeAsync,
        "secret" => ReadSecretAsync,
        _ => throw new InvalidOperationException($"There is no function \"{kind}\"."),
    };

    static async Task<ReadOnlyMemory<byte>> ReadSecretAsync(Invocation invocation) => Bytes.Of(
        await new SecretsManager(new AwsOptions()).GetSecretValueAsync(invocation.Event.Text(), CancellationToken.None));

    static async Task<int> PrintTokenAsync()
    {
        try
        {
            var token = await new RdsAuthToken(new AwsOptions()).CreateAsync(
                "db.abcdef.eu-west-1.rds.amazonaws.com", 5432, "u", CancellationToken.None);
            await Console.Out.WriteLineAsync(token);
            return 0;
        }
        catch (AwsCallException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    static async Task<ReadOnlyMemory<byte>> ServeAsync(Invocation invocation)
    {
        var command = Encoding.UTF8.GetString(invocation.Event.Span).Trim('"');
        switch (command)
        {
            case "fail":
                throw new NotSupportedException("Zürich – 東京");
            case "exit":
                Environment.Exit(3);
                break;
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
                break;
            case "deadline":
                command = invocation.Deadline?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "none";
                break;
            case "trace":
                command = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") ?? "none";
                break;
            case "large":
                command = new string('x', RuntimeApi.MaximumPayloadBytes);
                break;
            case "log":
                await Console.Out.WriteLineAsync("a line before the answer");
                break;
            default:
                break;
        }
        return Encoding.UTF8.GetBytes($"\"{command}\"");
    }
}
