using Lockstep.Cli.Printing;

namespace Lockstep.Cli.Tests;

public sealed class ATextInLines
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one two", "one two")]
    [InlineData("one two three", "one two/three")]
    [InlineData("0123456789 x", "0123456789/x")]
    [InlineData("UPDATE_ROLLBACK_FAILED x", "UPDATE_/ROLLBACK_/FAILED x")]
    [InlineData("AWS::Lambda::Version", "AWS::/Lambda::/Version")]
    [InlineData("a 01234567890123456789012", "a/0123456789/0123456789/012")]
    [InlineData("two\nparagraphs", "two/paragraphs")]
    public void IsBrokenBetweenWordsAndAfterUnderscores(string text, string lines) =>
        string.Join('/', WrappedText.Wrap(text, 10)).ShouldBe(lines);
}
