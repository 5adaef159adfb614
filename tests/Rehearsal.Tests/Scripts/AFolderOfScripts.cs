using Lockstep.Rehearsal.Scripts;
using Lockstep.Rehearsal.Tests.Postgres;

namespace Lockstep.Rehearsal.Tests.Scripts;

public sealed class AFolderOfScripts : IDisposable
{
    readonly Scratch _scratch = new();

    [Fact]
    public void IsReadInTheOrderOfItsNumbers()
    {
        Write("10_c.sql", "9_b.sql", "9_b.down.sql", "0002_a.sql", "README.md");

        Shelf().Scripts.Select(script => (script.Name, script.Version)).ShouldBe([("0002_a.sql", "2"), ("9_b.sql", "9"), ("10_c.sql", "10")]);
    }

    [Fact]
    public void MakesImagesOfTheFirstScriptsWithTheirDowns()
    {
        Write("0001_a.sql", "0001_a.down.sql", "0002_b.sql", "0003_c.sql", "0003_c.down.sql");

        var shelf = Shelf();
        var image = shelf.Make("7", 2, shelf.Next("extra", "SELECT 1"));

        Directory.GetFiles(image.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["0001_a.down.sql", "0001_a.sql", "0002_b.sql", "0004_extra.sql"]);
        image.Contents.ShouldBe("scripts 1 to 4");
    }

    [Fact]
    public void GivesTheRepeatablesToTheImageThatHasAllOthers()
    {
        Write("1_a.sql", "2_b.sql", "repeatable/v.sql", "repeatable/V.sql", "repeatable/v.down.sql");

        var shelf = Shelf();
        var image = shelf.Make("7", 4);

        shelf.All.Select(script => script.Name).ShouldBe(["1_a.sql", "2_b.sql", "repeatable/V.sql", "repeatable/v.sql"]);
        Directory.GetFiles(Path.Combine(image.Folder, "repeatable")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["V.sql", "v.down.sql", "v.sql"]);
        image.Contents.ShouldBe("scripts 1 to 2 and 2 repeatables");
        shelf.Make("8", 3).Contents.ShouldBe("scripts 1 to 2 and 1 repeatable");
    }

    [Theory]
    [InlineData("SELECT 1", "SELECT 1", false)]
    [InlineData("SELECT 1", null, true)]
    [InlineData("-- lockstep: irreversible\nSELECT 1", "SELECT 1", true)]
    [InlineData("SELECT 1", "--Lockstep: irreversible \r\nSELECT 1", true)]
    public void KnowsWhatARollbackHasToKeep(string up, string? down, bool isKept)
    {
        var folder = _scratch.Make("sql");
        File.WriteAllText(Path.Combine(folder, "1_a.sql"), up);
        if (down is not null)
        {
            File.WriteAllText(Path.Combine(folder, "1_a.down.sql"), down);
        }

        var shelf = Shelf();

        shelf.IsKept(shelf.Scripts[0]).ShouldBe(isKept);
    }

    [Fact]
    public void SumsUpAFileAsTheJournalDoes()
    {
        File.WriteAllBytes(Path.Combine(_scratch.Make("sql"), "1_a.sql"), [0xEF, 0xBB, 0xBF, .. "SELECT 1;\r\n"u8]);

        // printf 'SELECT 1;\n' | sha256sum
        Shelf().Scripts[0].Checksum.ShouldBe("b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd");
    }

    [Fact]
    public void IsRefusedWithAFileThatHasNoNumber()
    {
        Write("create.sql");

        Should.Throw<InvalidDataException>(() => Shelf()).Message.ShouldEndWith("does not begin with a version number, as in 0001_create_customers.sql.");
    }

    public void Dispose() => _scratch.Dispose();

    void Write(params string[] names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(_scratch.Make("sql"), name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "SELECT 1");
        }
    }

    ScriptShelf Shelf() => new(_scratch.Make("sql"), _scratch.Make("images"));
}
