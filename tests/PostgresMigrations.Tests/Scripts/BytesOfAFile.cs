using System.Security.Cryptography;
using System.Text;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Tests.Scripts.Support;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class BytesOfAFile
{
    [Fact]
    public void LoseTheirByteOrderMark()
    {
        var script = Read([0xEF, 0xBB, 0xBF, .. "SELECT 1;\n"u8]);
        script.Text.ShouldBe("SELECT 1;\n");
        script.Checksum.ShouldBe(Sha256("SELECT 1;\n"));
        script.Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT 1;\r\nSELECT 2;\r\n", "SELECT 1;\nSELECT 2;\n")]
    [InlineData("\r\r\n\r", "\r\n\r")]
    [InlineData("a\rb\r", "a\rb\r")]
    [InlineData("é😀\r\n", "é😀\n")]
    [InlineData("", "")]
    public void HaveTheSameChecksumWithEitherLineEnd(string text, string hashed)
    {
        Read(Encoding.UTF8.GetBytes(text)).Checksum.ShouldBe(Sha256(hashed));
        new ScriptText("x", text).Checksum.ShouldBe(Sha256(hashed));
        Read(Encoding.UTF8.GetBytes(text)).Text.ShouldBe(text);
    }

    [Fact]
    public void CanBeComparedByChecksumWithoutMakingTextOfIt()
    {
        foreach (var script in new[] { Read("SELECT 1;\r\n"u8.ToArray()), new ScriptText("1_x.sql", "SELECT 1;\n") })
        {
            script.HasChecksum(Sha256("SELECT 1;\n")).ShouldBeTrue();
            script.HasChecksum(Sha256("SELECT 2;\n")).ShouldBeFalse();
            script.HasChecksum("unknown").ShouldBeFalse();
            script.HasChecksum(new string('x', 64)).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(
        new byte[] { 0x53, 0x0A, 0x2D, 0x2D, 0xE9, 0x0A },
        "2:3: Byte 0xE9 at offset 4 is not UTF-8. Save the file as UTF-8.")]
    [InlineData(
        new byte[] { 0xEF, 0xBB, 0xBF, 0xC3, 0xA9, 0xC3 },
        "1:2: Byte 0xC3 at offset 5 is not UTF-8. Save the file as UTF-8.")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "1:1: Byte 0xED at offset 0 is not UTF-8. Save the file as UTF-8.")]
    public void ThatAreNoUtf8AreNamed(byte[] bytes, string finding) =>
        Read(bytes).Findings.Single().ToString().ShouldBe($"1_x.sql:{finding}");

    [Fact]
    public void ThatAreUtf16AreNamed() =>
        Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("SELECT 1;")]).Findings.Single().ToString()
            .ShouldBe("1_x.sql: The file is UTF-16. Save it as UTF-8.");

    [Fact]
    public void WithANulAreNamed() =>
        Read("SELECT 1;\n-- \0"u8.ToArray()).Findings.Single().ToString()
            .ShouldBe("1_x.sql:2:4: A NUL character; PostgreSQL cannot take it. Remove it.");

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    public void ThatAreMissingAreNamed(string text) =>
        Read(Encoding.UTF8.GetBytes(text)).Findings.Single().ToString()
            .ShouldBe("1_x.sql: The file is empty. If it means to do nothing, say so in a comment.");

    [Theory]
    [InlineData("-- nothing to take back\n")]
    [InlineData(";;;")]
    public void ThatMeanToDoNothingAreAScript(string text)
    {
        Read(Encoding.UTF8.GetBytes(text)).Findings.ShouldBeEmpty();
        Read(Encoding.UTF8.GetBytes(text)).Statements.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public void AreDecodedRightAcrossTheReadersChunks(int padding)
    {
        var text = new string('x', padding - 2) + "é😀日本" + new string('y', 65_534) + "😀" + new string('z', 70_000);
        Read(Encoding.UTF8.GetBytes(text)).Text.ShouldBe(text);
        Read([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)]).Text.ShouldBe(text);
        Read([.. Encoding.UTF8.GetBytes(text), 0xE9]).Findings.Single().Message.ShouldStartWith("Byte 0xE9 at offset");
    }

    static ScriptText Read(byte[] bytes)
    {
        using var folder = new ScriptsFolder();
        folder.Add("1_x.sql", bytes);
        return folder.Library.Scripts.Single().Up;
    }

    static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
