using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

/// <summary>The images as <c>tests/images/run</c> built them, run as Lambda runs them: nothing can be written, nobody is root.</summary>
public sealed class TheImages
{
    const string Unprivileged = "993:990"; // Lambda's own

    public static bool AreNotHere => Migration is null;

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

    static string[] Run(params string[] options) =>
    [
        "run", "--rm", "--network", "host", "--read-only", "--read-only-tmpfs=false", "--user", Unprivileged,
        "--cap-drop", "all", "--security-opt", "no-new-privileges", .. options,
    ];
}
