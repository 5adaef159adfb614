namespace Lockstep.Architecture.Tests;

public sealed class Limits
{
    [Theory]
    [InlineData("provider")]
    [InlineData("api")]
    public void LinesFitTheScreen(string folder) =>
        Sources.Under(folder).Where(source => source.Longest > 130).Select(source => $"{source.Path}: {source.Longest}").ShouldBeEmpty();
}
