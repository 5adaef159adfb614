using System.Diagnostics;
using System.Text;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Tests.Scripts.Support;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>Runs the real target of EmbedScripts.targets in a project that has nothing else.</summary>
public sealed class EmbeddingAgain : IDisposable
{
    static readonly DateTime LongAgo = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    readonly ScriptsFolder _project = new();

    string Pack => Path.Combine(_project.Path, "obj", "Lockstep.Scripts.pack");

    [Fact]
    public async Task NoticesEveryChangeAndNothingElse()
    {
        WriteProject();
        _project.Add("sql/1_a.sql", "SELECT 1;");
        (await EmbedAsync("sql")).ShouldBe(["1_a.sql SELECT 1;"]);

        File.SetLastWriteTimeUtc(Pack, LongAgo);
        await EmbedAsync("sql");
        File.GetLastWriteTimeUtc(Pack).ShouldBe(LongAgo, "an unchanged folder must not lead to a new compilation");

        _project.Add("sql/1_a.sql", "SELECT 2;");
        File.SetLastWriteTimeUtc(Path.Combine(_project.Path, "sql/1_a.sql"), LongAgo.AddYears(-1));
        (await EmbedAsync("sql")).ShouldBe(["1_a.sql SELECT 2;"]);

        _project.Add("sql/repeatable/v.sql", "SELECT 3;");
        _project.Remove("sql/1_a.sql");
        (await EmbedAsync("sql")).ShouldBe(["repeatable/v.sql SELECT 3;"]);

        _project.Add("other/4_b.sql", "SELECT 4;");
        (await EmbedAsync("other")).ShouldBe(["4_b.sql SELECT 4;"]);
    }

    [Fact]
    public async Task FailsWithoutTheFolder()
    {
        WriteProject();
        var (exitCode, output) = await RunAsync("nowhere");
        exitCode.ShouldNotBe(0);
        output.ShouldContain("There is no folder 'nowhere'. Set ScriptsDirectory to the folder of the scripts to embed.");
    }

    public void Dispose() => _project.Dispose();

    void WriteProject() => _project.Add("Probe.proj", $"""
        <Project>
          <PropertyGroup>
            <IntermediateOutputPath>obj/</IntermediateOutputPath>
          </PropertyGroup>
          <Import Project="{Path.Combine(AppContext.BaseDirectory, "Scripts", "EmbedScripts.targets")}" />
        </Project>
        """);

    async Task<string[]> EmbedAsync(string scriptsDirectory)
    {
        var (exitCode, output) = await RunAsync(scriptsDirectory);
        exitCode.ShouldBe(0, output);
        using var pack = File.OpenRead(Pack);
        return [.. ScriptLibrary.FromPack(pack).Scripts.Select(script => $"{script.Name} {script.Up.Text}")];
    }

    async Task<(int ExitCode, string Output)> RunAsync(string scriptsDirectory)
    {
        var token = TestContext.Current.CancellationToken;
        string[] arguments =
            ["msbuild", "Probe.proj", "-t:EmbedScripts", $"-p:ScriptsDirectory={scriptsDirectory}", "-nodeReuse:false"];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _project.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return (process.ExitCode, output);
    }
}
