using System.Text;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Packing;
using Lockstep.PostgresMigrations.Tests.Scripts.Support;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

/// <summary>This assembly embeds the folder Packed through EmbedScripts.targets, as the function does with sql/.</summary>
public sealed class APackedFolder
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scripts", "Packed");

    [Fact]
    public void HasTheSameBytesFromTheBuildAsFromTheWriter()
    {
        using var resource = typeof(APackedFolder).Assembly.GetManifestResourceStream(ScriptLibrary.ResourceName)!;
        using var embedded = new MemoryStream();
        resource.CopyTo(embedded);
        embedded.ToArray().ShouldBe(Pack(Folder).ToArray());
    }

    [Fact]
    public void IsTheSameLibraryAsTheFolder() =>
        Describe(ScriptLibrary.Embedded(typeof(APackedFolder).Assembly)).ShouldBe(Describe(ScriptLibrary.FromFolder(Folder)));

    [Fact]
    public void ReportsBadScriptsAtRunTime() =>
        ScriptLibrary.Embedded(typeof(APackedFolder).Assembly).FindAll().Select(finding => finding.ToString()).ShouldBe(
        [
            "0006_upper.SQL: The name must end in '.sql', in lower case. Rename the file.",
            "old/0001_misplaced.sql: Scripts are in the scripts folder itself or in its folder repeatable/. Move the file.",
            "0004_empty.sql: The file is empty. If it means to do nothing, say so in a comment.",
            "0005_latin1.sql:1:39: Byte 0xE9 at offset 38 is not UTF-8. Save the file as UTF-8.",
        ]);

    [Fact]
    public void HoldsNothingButScripts()
    {
        var pack = Encoding.UTF8.GetString(Pack(Folder).ToArray());
        pack.ShouldContain("0001_create_customers.down.sql");
        pack.ShouldContain("repeatable/größe.sql");
        pack.ShouldNotContain("README");
        pack.ShouldNotContain("hidden");
    }

    [Fact]
    public void MayBeEmpty()
    {
        using var folder = new ScriptsFolder();
        var library = ScriptLibrary.FromPack(Pack(folder.Path));
        library.Scripts.ShouldBeEmpty();
        library.Findings.ShouldBeEmpty();
        library.LatestVersion.ShouldBe(ScriptVersion.Zero);
    }

    [Fact]
    public void ThatIsMissingIsAFinding() =>
        ScriptLibrary.Embedded(typeof(Script).Assembly).Findings.Single().ToString()
            .ShouldBe("Lockstep.Scripts.pack: No scripts were embedded in this build. Build the function with ScriptsDirectory.");

    [Fact]
    public void ThatIsDamagedIsAFindingWhereverItIsCut()
    {
        var pack = Pack(Folder).ToArray();
        for (var length = 0; length < pack.Length; length++)
        {
            var library = ScriptLibrary.FromPack(new MemoryStream(pack, 0, length));
            library.Findings.Single().Message.ShouldBe("The embedded scripts are damaged. Build the function again.");
        }
    }

    [Fact]
    public void ReadsNoTextUntilSomebodyWantsIt()
    {
        using var folder = ScriptsFolder.With("1_a.sql");
        folder.Add("2_b.sql", new string('-', 100_000));
        using var pack = new CountingStream(Pack(folder.Path).ToArray());
        var library = ScriptLibrary.FromPack(pack);
        library.Scripts[1].Up.Checksum.Length.ShouldBe(64);
        pack.BytesRead.ShouldBeLessThan(200);
        library.Scripts[1].Up.Text.Length.ShouldBe(100_000);
        pack.BytesRead.ShouldBeGreaterThan(100_000);
    }

    static MemoryStream Pack(string folder)
    {
        var pack = new MemoryStream();
        ScriptPackWriter.Write(folder, pack);
        return pack;
    }

    static string[] Describe(ScriptLibrary library) =>
    [
        .. library.Scripts.SelectMany(script => new[] { script.Up, script.Down }).OfType<ScriptText>()
            .Select(text => $"{text.Name} {text.Checksum} {text.Text}"),
        .. library.FindAll().Select(finding => finding.ToString()),
    ];
}
