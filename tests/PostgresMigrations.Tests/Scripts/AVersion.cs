using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Tests.Scripts;

public sealed class AVersion
{
    [Theory]
    [InlineData("0007", "7")]
    [InlineData("7", "7")]
    [InlineData("000", "0")]
    [InlineData("20260131120000123456789", "20260131120000123456789")]
    public void IsWrittenWithoutLeadingZeros(string text, string written) =>
        ScriptVersion.Parse(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("1.5")]
    [InlineData("١")]
    public void IsDigitsAlone(string text)
    {
        ScriptVersion.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => ScriptVersion.Parse(text));
    }

    [Fact]
    public void ComparesAsANumber()
    {
        var (two, ten) = (ScriptVersion.Parse("2"), ScriptVersion.Parse("10"));
        (two < ten).ShouldBeTrue();
        (ten >= two).ShouldBeTrue();
        (ScriptVersion.Parse("0010") == ten).ShouldBeTrue();
        ScriptVersion.Parse("0010").GetHashCode().ShouldBe(ten.GetHashCode());
        (two != ten).ShouldBeTrue();
        (two > ten || two <= ScriptVersion.Zero).ShouldBeFalse();
        ScriptVersion.Parse("9").CompareTo(ScriptVersion.Parse("100000000000000000000000")).ShouldBeLessThan(0);
    }

    [Fact]
    public void StartsAtZero()
    {
        ScriptVersion.Zero.ToString().ShouldBe("0");
        ScriptVersion.Zero.ShouldBe(ScriptVersion.Parse("0"));
        default(ScriptVersion).ShouldBe(ScriptVersion.Zero);
    }
}
