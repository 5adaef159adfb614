using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

/// <summary>
/// The images as <c>tests/images/run</c> built them, run as Lambda runs them: nothing can be written, nobody is root.
/// </summary>
public sealed class TheImages
{
    const string Unprivileged = "993:990"; // Lambda's own

    public static bool AreNotHere => Migration is null;

    static string? Api { get; } = Environment.GetEnvironmentVariable("LOCKSTEP_API_IMAGE");

    static string? Migration { get; } = Environment.GetEnvironmentVariable("LOCKSTEP_MIGRATION_IMAGE");

    static Dictionary<string, string> Storage => Shop.Variables(
        from name in (string[])["CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF", "HOME"]
        let value = Environment.GetEnvironmentVariable(name)
        where value is not null
        select (name, value));

    [Fact(Skip = "tests/images/run builds them", SkipWhen = nameof(AreNotHere))]
    public async Task MigrateWithoutWritingAnything()
    {
        await using var function = new FunctionProcess(new FunctionOptions
        {
            Executable = "/usr/bin/podman",
            Arguments = [.. Run("--env", "AWS_LAMBDA_RUNTIME_API", "--env", "AWS_LAMBDA_FUNCTION_NAME"), Migration!],
            Environment = Storage,
            Timeout = TimeSpan.FromSeconds(90),
            InitTimeout = TimeSpan.FromSeconds(60),
            Output = output => TestContext.Current.TestOutputHelper?.WriteLine(output.Line),
        });

        await TheEventsForLocalRuns.PlayAsync(function);
    }

    [Fact(Skip = "tests/images/run builds them", SkipWhen = nameof(AreNotHere))]
    public async Task ServeWithoutWritingAnything()
    {
        var name = $"lockstep-{Guid.NewGuid():N}";
        var port = FreePort();
        var address = new Uri($"http://127.0.0.1:{port}/health/live");
        using var http = new HttpClient();
        using var api = Podman(
        [
            .. Run("--name", name, "--env", $"PORT={port}", "--env", "DATABASE_HOST=127.0.0.1", "--env", "DATABASE_NAME=shop"),
            "--env", "DATABASE_USER=api", "--env", "SCHEMA_VERSION=", Api!,
        ]);
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    api.HasExited.ShouldBeFalse();
                    return await IsOkAsync(http, address);
                },
                "the API is alive");
        }
        finally
        {
            using var removal = Podman(["rm", "--force", "--time", "0", name]);
            await removal.WaitForExitAsync(CancellationToken.None);
        }
    }

    static async Task<bool> IsOkAsync(HttpClient http, Uri address)
    {
        try
        {
            using var response = await http.GetAsync(address, TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static Process Podman(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("podman", arguments) { UseShellExecute = false })!;

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static string[] Run(params string[] options) =>
    [
        "run", "--rm", "--network", "host", "--read-only", "--read-only-tmpfs=false", "--user", Unprivileged,
        "--cap-drop", "all", "--security-opt", "no-new-privileges", .. options,
    ];
}
