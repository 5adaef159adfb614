namespace Lockstep.Architecture.Tests;

public sealed class ThePages
{
    public static TheoryData<string> All => [.. Sources.Pages];

    [Theory]
    [MemberData(nameof(All))]
    public void LeadNowhereThatIsNotThere(string page) => MarkdownLinks.Broken(page).ShouldBeEmpty();
}
