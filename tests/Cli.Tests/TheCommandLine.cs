using Lockstep.Cli.Tests.Support;

namespace Lockstep.Cli.Tests;

public sealed class TheCommandLine
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("error: A command is missing. See ./lockstep --help")]
    [InlineData("error: 'dance' is no command. See ./lockstep --help", "dance")]
    [InlineData("error: '--natve' is no option of rehearse. See ./lockstep --help", "rehearse", "--natve")]
    [InlineData("error: '--all' is no option of verify. See ./lockstep --help", "verify", "--all")]
    [InlineData("error: '--fast' is no option of mutate. See ./lockstep --help", "mutate", "--fast")]
    [InlineData("error: '--scripts' needs a folder. See ./lockstep --help", "verify", "--all-pairs", "--scripts")]
    [InlineData("error: There is no folder /nowhere/sql.", "verify", "--scripts", "/nowhere/sql")]
    public async Task SaysWhatIsWrongWithIt(string complaint, params string[] arguments)
    {
        using var paper = new Paper();
        await using var errors = new StringWriter();

        var exitCode = await new CommandLine(paper.Screen, errors, TimeProvider.System).RunAsync(arguments, Token);

        exitCode.ShouldBe(ExitCode.NotRun);
        errors.ToString().Trim().ShouldBe(complaint);
    }

    [Theory]
    [InlineData("rehearse", "Usage: ./lockstep rehearse [--native]\n")]
    [InlineData("verify", "Usage: ./lockstep verify [--scripts DIR] [--all-pairs]\n")]
    [InlineData("mutate", "Usage: ./lockstep mutate [PART OF A NAME]\n")]
    public async Task ExplainsACommand(string command, string usage)
    {
        using var paper = new Paper();

        (await new CommandLine(paper.Screen, TextWriter.Null, TimeProvider.System).RunAsync([command, "--help"], Token)).ShouldBe(ExitCode.Held);

        paper.ToString().ShouldStartWith(usage);
    }

    [Theory]
    [InlineData("--help", 0, "Usage: ./lockstep COMMAND", "")]
    [InlineData("", 0, "Usage: ./lockstep COMMAND", "")]
    [InlineData("dance", 2, "", "error: 'dance' is no command.")]
    public async Task BeginsWithALauncherThatExplainsItselfWithoutABuild(string argument, int exitCode, string output, string error)
    {
        using var launcher = new Launcher();

        var (code, said, complained) = await launcher.RunAsync(argument.Length == 0 ? [] : [argument]);

        code.ShouldBe(exitCode);
        said.ShouldStartWith(output);
        complained.ShouldContain(error);
        launcher.Calls.ShouldBeEmpty();
    }
}
