using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Tests.Scripts.Support;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class NamesOfFiles
{
    [Fact]
    public void OrderByNumberNotByText() =>
        Order("10_ten.sql", "2_two.sql", "0001_one.sql", "20260131120000_stamp.sql",
                "00000000000000000000000000000000000000000099_long.sql")
            .ShouldBe(
            [
                "0001_one.sql", "2_two.sql", "10_ten.sql", "00000000000000000000000000000000000000000099_long.sql",
                "20260131120000_stamp.sql",
            ]);

    [Fact]
    public void PutRepeatablesBehindTheVersionedOnesByName() =>
        Order("repeatable/b.sql", "repeatable/a.sql", "2_x.sql", "repeatable/1_z.sql")
            .ShouldBe(["2_x.sql", "repeatable/1_z.sql", "repeatable/a.sql", "repeatable/b.sql"]);

    [Fact]
    public void PairUpsWithDowns()
    {
        using var folder = ScriptsFolder.With(
            "0007_add_orders.sql", "0007_add_orders.down.sql", "8_x.sql", "repeatable/v.sql", "repeatable/v.down.sql");
        folder.Library.Findings.ShouldBeEmpty();
        var scripts = folder.Library.Scripts;
        scripts.Select(script => (script.Kind, script.Version?.ToString(), script.Name, script.Down?.Name)).ShouldBe(
        [
            (ScriptKind.Versioned, "7", "0007_add_orders.sql", "0007_add_orders.down.sql"),
            (ScriptKind.Versioned, "8", "8_x.sql", null),
            (ScriptKind.Repeatable, null, "repeatable/v.sql", "repeatable/v.down.sql"),
        ]);
        folder.Library.LatestVersion.ShouldBe(ScriptVersion.Parse("8"));
    }

    [Fact]
    public void PairUpsWithDownsWhateverStandsBetweenThem()
    {
        using var folder = ScriptsFolder.With("1_a.sql", "1_a.down.sql", "1_a.doxn.sql", "1_a.e.down.sql", "1_a.down.down.sql");
        folder.Library.Scripts.Select(script => (script.Name, script.Down?.Name)).ShouldBe(
            [("1_a.doxn.sql", null), ("1_a.sql", "1_a.down.sql")]);
        folder.Library.Findings.Select(finding => finding.File).ShouldBe(["1_a.down.down.sql", "1_a.e.down.sql", "1_a.sql"]);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("0001_x.sql~")]
    [InlineData("#0001_x.sql#")]
    [InlineData(".#0001_x.sql")]
    [InlineData("._0001_x.sql")]
    [InlineData("0001_x.sql.bak")]
    [InlineData(".git/0001_x.sql")]
    [InlineData("repeatable/.sql")]
    [InlineData("repeatable/.down.sql")]
    [InlineData("notes/todo.txt")]
    public void OfOtherFilesAreIgnored(string name)
    {
        using var folder = ScriptsFolder.With(name, "1_a.sql");
        folder.Library.Findings.ShouldBeEmpty();
        folder.Library.Scripts.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("create.sql", "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.")]
    [InlineData("0001.sql", "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.")]
    [InlineData("0001_.sql", "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.")]
    [InlineData("0001-create.sql", "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.")]
    [InlineData("v1_create.sql", "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.")]
    [InlineData("٣_arabic.sql", "The name does not fit NNNN_verb_what.sql or NNNN_verb_what.down.sql. Rename the file.")]
    [InlineData("000_start.sql", "Version 0 is the empty schema. Number scripts from 1.")]
    [InlineData("0001_create.SQL", "The name must end in '.sql', in lower case. Rename the file.")]
    [InlineData("0001_create.DOWN.Sql", "The name must end in '.sql', in lower case. Rename the file.")]
    [InlineData("2026/0001_create.sql", "Scripts are in the scripts folder itself or in its folder repeatable/. Move the file.")]
    [InlineData(
        "repeatable/views/v.sql",
        "Scripts are in the scripts folder itself or in its folder repeatable/. Move the file.")]
    [InlineData("0001_x\n.sql", "The name has control characters. Rename the file.")]
    public void ThatDoNotFitAreFindings(string name, string message)
    {
        using var folder = ScriptsFolder.With(name);
        folder.Library.Findings.Select(finding => finding.ToString()).ShouldBe([$"{name}: {message}"]);
        folder.Library.Scripts.ShouldBeEmpty();
    }

    [Fact]
    public void WithTheSameVersionAreFindings()
    {
        using var folder = ScriptsFolder.With("0001_b.sql", "1_a.sql", "2_c.sql");
        folder.Library.Findings.Select(finding => finding.ToString())
            .ShouldBe(["1_a.sql: '0001_b.sql' has the same version, 1. Renumber one of them."]);
        folder.Library.Scripts.Count.ShouldBe(3);
    }

    [Fact]
    public void OfDownsWithoutTheirUpAreFindings()
    {
        using var folder = ScriptsFolder.With("1_a.sql", "0001_a.down.sql", "2_b.down.sql", "repeatable/v.down.sql");
        folder.Library.Findings.Select(finding => finding.ToString()).ShouldBe(
        [
            "0001_a.down.sql: Its name differs from that of '1_a.sql'. Rename one of them.",
            "2_b.down.sql: There is no '2_b.sql' that this would take back. Add it, or remove this file.",
            "repeatable/v.down.sql: There is no 'repeatable/v.sql' that this would take back. Add it, or remove this file.",
        ]);
        folder.Library.Scripts.Single().Down.ShouldBeNull();
    }

    [Theory]
    [InlineData("0001_größe_日本_😀.sql")]
    [InlineData("0001_it's; DROP TABLE x.sql")]
    [InlineData("0001_a b.c-d.sql")]
    public void MayHoldAnythingElse(string name) => Order(name).ShouldBe([name]);

    [Fact]
    public void MayBeAsLongAsAFileSystemAllows()
    {
        var name = $"0001_{new string('x', 246)}.sql";
        Order(name).ShouldBe([name]);
    }

    [Fact]
    public void OfAFolderThatIsNotThereAreAFinding() =>
        ScriptLibrary.FromFolder("no/such/folder").Findings.Single().ToString()
            .ShouldBe("no/such/folder: There is no such folder.");

    static string[] Order(params string[] names)
    {
        using var folder = ScriptsFolder.With(names);
        folder.Library.Findings.ShouldBeEmpty();
        return [.. folder.Library.Scripts.Select(script => script.Name)];
    }
}
