using Lockstep.Cli.Tests.Support;

namespace Lockstep.Cli.Tests;

/// <summary><c>./lockstep soak</c>, with a stand-in for dotnet.</summary>
public sealed class ASoak
{
    const string Schedules =
        "test --project tests/CustomResources.Tests -c Release -- --filter-method *.AnySchedule.KeepsThePromises";
    const string Lives = "test --project tests/PostgresMigrations.Tests -c Release -- --filter-method *.AnyLife.*";
    const string Processes = "test --project tests/EndToEnd.Tests -c Release -- --filter-method *.AnyLifeInProcesses.*";

    [Theory]
    [InlineData("9", "3.00")]
    [InlineData("010", "3.33")]
    [InlineData("1", "0.33")]
    public async Task GivesEachOfTheThreeKindsAThirdOfTheTime(string minutes, string third)
    {
        using var launcher = new Launcher();

        (await launcher.RunAsync("soak", "--minutes", minutes)).ExitCode.ShouldBe(0);

        launcher.Calls.ShouldBe([new(Schedules, third, "", ""), new(Lives, third, "", ""), new(Processes, third, "", "")]);
    }

    // 2 is what the test platform ends with when tests failed; with others they could not be run.
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(2, 0, 0, 1)]
    [InlineData(0, 2, 0, 1)]
    [InlineData(0, 0, 2, 1)]
    [InlineData(8, 0, 0, 2)]
    [InlineData(0, 0, 1, 2)]
    [InlineData(2, 0, 8, 1)]
    [InlineData(8, 2, 0, 1)]
    public async Task PlaysAllThreeWhateverBecomesOfOneAndSaysHowItWent(int schedules, int lives, int processes, int exitCode)
    {
        using var launcher = new Launcher();
        launcher.EndWith("tests/CustomResources.Tests", schedules);
        launcher.EndWith("tests/PostgresMigrations.Tests", lives);
        launcher.EndWith("tests/EndToEnd.Tests", processes);

        (await launcher.RunAsync("soak", "--minutes", "3")).ExitCode.ShouldBe(exitCode);

        launcher.Calls.Select(call => call.Arguments).ShouldBe([Schedules, Lives, Processes]);
    }

    [Fact]
    public async Task StartsTheFunctionAsItIsDeployed()
    {
        using var launcher = new Launcher(linker: true);

        (await launcher.RunAsync("soak", "--minutes", "3")).ExitCode.ShouldBe(0);

        var published = launcher.Calls[0];
        published.Arguments.ShouldStartWith("publish provider/Function -c Release -r ");
        published.Arguments.ShouldContain(" -o artifacts/native ");
        launcher.Calls.Skip(1).ShouldBe(
        [
            new(Schedules, "1.00", "artifacts/native/bootstrap", ""), new(Lives, "1.00", "artifacts/native/bootstrap", ""),
            new(Processes, "1.00", "artifacts/native/bootstrap", ""),
        ]);
    }

    [Fact]
    public async Task StartsThatOfTheBuildWhereItCannotBePublished()
    {
        using var launcher = new Launcher(linker: true);
        launcher.EndWith("provider/Function", 1);

        var (exitCode, _, errors) = await launcher.RunAsync("soak", "--minutes", "3");

        exitCode.ShouldBe(0);
        errors.ShouldContain("provider/Function could not be published; the tests use that of the build.");
        launcher.Calls.Skip(1)
            .ShouldBe([new(Schedules, "1.00", "", ""), new(Lives, "1.00", "", ""), new(Processes, "1.00", "", "")]);
    }

    [Theory]
    [InlineData("Usage: ./lockstep soak --minutes N")]
    [InlineData("Usage: ./lockstep soak --minutes N", "--minutes")]
    [InlineData("Usage: ./lockstep soak --minutes N", "--hours", "3")]
    [InlineData("Usage: ./lockstep soak --minutes N", "--minutes", "3", "--fast")]
    [InlineData("'' is no number of minutes.", "--minutes", "")]
    [InlineData("'0' is no number of minutes.", "--minutes", "0")]
    [InlineData("'1.5' is no number of minutes.", "--minutes", "1.5")]
    [InlineData("'-3' is no number of minutes.", "--minutes", "-3")]
    public async Task NeedsAWholeNumberOfMinutes(string complaint, params string[] arguments)
    {
        using var launcher = new Launcher(linker: true);

        var (exitCode, output, errors) = await launcher.RunAsync(["soak", .. arguments]);

        (exitCode, output, errors.Trim()).ShouldBe((2, "", $"error: {complaint}"));
        launcher.Calls.ShouldBeEmpty();
    }
}
