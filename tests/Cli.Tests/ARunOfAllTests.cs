using Lockstep.Cli.Tests.Support;

namespace Lockstep.Cli.Tests;

/// <summary><c>./lockstep test</c>, with a stand-in for dotnet.</summary>
public sealed class ARunOfAllTests
{
    const string Tests = "test --solution Lockstep.slnx -c Release";

    [Fact]
    public async Task StartsFunctionAndApiAsTheyAreDeployed()
    {
        using var launcher = new Launcher(linker: true);

        (await launcher.RunAsync("test", "--filter-class", "*.A B")).ExitCode.ShouldBe(0);

        launcher.Calls.Count.ShouldBe(3);
        launcher.Calls[0].Arguments.ShouldStartWith("publish provider/Function ");
        launcher.Calls[1].Arguments.ShouldStartWith("publish api/Api ");
        launcher.Calls[2].ShouldBe(
            new($"{Tests} --filter-class *.A B", "", "artifacts/native/bootstrap", "artifacts/native-api/Lockstep.Api"));
    }

    [Fact]
    public async Task StartsThoseOfTheBuildWhereThereIsNoLinker()
    {
        using var launcher = new Launcher();

        (await launcher.RunAsync("test")).ExitCode.ShouldBe(0);

        launcher.Calls.ShouldBe([new(Tests, "", "", "")]);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 2)]
    public async Task SaysWhetherTestsFailedOrCouldNotBeRun(int end, int exitCode)
    {
        using var launcher = new Launcher();
        launcher.EndWith("Lockstep.slnx", end);

        (await launcher.RunAsync("test")).ExitCode.ShouldBe(exitCode);
    }
}
