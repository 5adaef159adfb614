namespace Lockstep.Architecture.Tests;

public sealed class Limits
{
    [Fact]
    public void LinesFitTheScreen() =>
        Sources.Under("provider").Where(source => source.Longest > 130).Select(source => $"{source.Path}: {source.Longest}").ShouldBeEmpty();
}
