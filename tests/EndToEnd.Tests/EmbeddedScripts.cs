using System.Diagnostics;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

public sealed class EmbeddedScripts(SharedPostgres postgres) : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lockstep-embedded-").FullName;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AreTheRepositorysOwn()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var scripts = Directory.GetFiles(Path.Combine(Built.Repository, "sql"), "*.sql", SearchOption.AllDirectories).Count(file => !file.EndsWith(".down.sql", StringComparison.Ordinal));

        (await shop.CreateAsync(Deploy(shop, Built.Bootstrap), Shop.Revision(1))).ShouldSucceed()["AppliedCount"].ShouldBe($"{scripts}");
    }

    [Fact]
    public async Task AreThoseOfAnotherFolderWhenTheBuildIsToldSo()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var scripts = Directory.CreateDirectory(Path.Combine(_folder, "scripts")).FullName;
        await File.WriteAllTextAsync(Path.Combine(scripts, "0007_create_elsewhere.sql"), "CREATE TABLE elsewhere (id int)", Token);

        var answer = await shop.CreateAsync(Deploy(shop, await CompileAsync(scripts)), Shop.Revision(1));

        answer.ShouldSucceed()["SchemaVersion"].ShouldBe("7");
        (await shop.ColumnsAsync()).ShouldBe(["elsewhere.id"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static FunctionProcess Deploy(Shop shop, string bootstrap) => shop.Deploy([], options => options with
    {
        Executable = bootstrap,
        Environment = Shop.Variables(("LOCKSTEP_CONNECTION", shop.Database), ("LOCKSTEP_RESPONSE_HOSTS", shop.Bucket.HostAndPort)),
    });

    // Only the function's own assembly is compiled, into a folder of ours; the rest is what the solution's build has made.
    async Task<string> CompileAsync(string scripts)
    {
        string[] arguments =
        [
            "msbuild", Path.Combine(Built.Repository, "provider", "Function"), "-t:ResolveReferences;PrepareResources;Compile", "-p:Configuration=Release", "-nodeReuse:false", "-nologo",
            "-p:BuildProjectReferences=false", "-p:ProduceReferenceAssembly=false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false",
            $"-p:IntermediateOutputPath={Path.Combine(_folder, "obj")}/", $"-p:ScriptsDirectory={scripts}/",
        ];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await build.StandardOutput.ReadToEndAsync(Token);
        await build.WaitForExitAsync(Token);
        build.ExitCode.ShouldBe(0, output);

        var bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Built.Managed)!))
        {
            File.Copy(file, Path.Combine(bin, Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(_folder, "obj", "bootstrap.dll"), Path.Combine(bin, "bootstrap.dll"), overwrite: true);
        return Path.Combine(bin, "bootstrap");
    }
}
