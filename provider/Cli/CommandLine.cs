using System.Diagnostics.CodeAnalysis;
using Lockstep.Cli.Mutating;
using Lockstep.Cli.Printing;
using Lockstep.Cli.Rehearsing;
using Lockstep.Cli.Verifying;
using Lockstep.Rehearsal;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Cli;

/// <summary>Finds the command and turns what goes wrong into one clear error.</summary>
sealed class CommandLine(Screen screen, TextWriter errors, TimeProvider time)
{
    const string VerifyHelp = """
        Usage: ./lockstep verify [--scripts DIR] [--all-pairs]

        Takes every script up, down and up again on a throwaway PostgreSQL with the real function, and compares the
        catalogue: from each version a deployment of the next one and of the last one is rolled back. Exit code 0: every
        rollback gave back what was before. 1: one did not; its script and the difference are printed. 2: it could not
        be tried.

          --scripts DIR   the folder of scripts instead of sql/
          --all-pairs     every pair of versions; takes longer
        """;

    const string MutateHelp = """
        Usage: ./lockstep mutate [PART OF A NAME]

        For those who work on Lockstep: switches off one safety after the other in a copy of the source (the lock, the
        fence, the check for rows that would be lost), builds it, and runs the tests that have to notice. Takes about a
        minute for each. Exit code 0: every one is noticed. 1: one is not. 2: it could not be tried.
        """;

    const string Help = """
        Usage: ./lockstep rehearse [--native]

        Plays the life of a stack on this machine, on a real PostgreSQL, with the real function and with orders that come
        in through the real API: create, update, failed updates, rollbacks, delete. Exit code 0: every expectation held.
        1: one did not. 2: it could not be played.

          --native   publish function and API with NativeAOT first and use those; needs clang or gcc, takes two minutes
        """;

    /// <returns>See <see cref="ExitCode"/>.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whoever runs it gets an exit code, and no core dump.")]
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return arguments switch
            {
                [] => Refuse("A command is missing."),
                ["rehearse", .. var options] => await RehearseAsync(options, cancellationToken),
                ["verify", .. var options] => await VerifyAsync(options, cancellationToken),
                ["mutate", .. var options] => await MutateAsync(options, cancellationToken),
                [var other, ..] => Refuse($"'{other}' is no command."),
            };
        }
        catch (Exception exception) when (IsForThePerson(exception))
        {
            await errors.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.NotRun;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception mistake)
        {
            await errors.WriteLineAsync($"error: This is a mistake in Lockstep, please report it.\n{mistake}");
            return ExitCode.NotRun;
        }
    }

    // Written to be read by somebody who did not write the code; anything else is a mistake of ours and shows where it is.
    static bool IsForThePerson(Exception exception) => exception
        is PostgresUnavailableException or RehearsalException or FunctionStartException or StackOperationException
        or TemplateException or InvalidDataException or IOException or UnauthorizedAccessException;

    async Task<int> RehearseAsync(string[] options, CancellationToken cancellationToken) => options switch
    {
        ["--help" or "-h"] => Say(Help),
        [] or ["--native"] => await new RehearseCommand(Repository.Find(AppContext.BaseDirectory), screen, time)
            .RunAsync(isNative: options.Length > 0, cancellationToken),
        _ => Refuse($"'{options[^1]}' is no option of rehearse."),
    };

    async Task<int> MutateAsync(string[] options, CancellationToken cancellationToken) => options switch
    {
        ["--help" or "-h"] => Say(MutateHelp),
        [] => await Mutate.RunAsync(string.Empty, cancellationToken),
        [var part] when !part.StartsWith('-') => await Mutate.RunAsync(part, cancellationToken),
        _ => Refuse($"'{options[^1]}' is no option of mutate."),
    };

    MutateCommand Mutate => new(Repository.Find(AppContext.BaseDirectory), screen, time);

    Task<int> VerifyAsync(string[] options, CancellationToken cancellationToken)
    {
        if (options is ["--help" or "-h"])
        {
            return Task.FromResult(Say(VerifyHelp));
        }

        var (scripts, allPairs) = ((string?)null, false);
        for (var index = 0; index < options.Length; index++)
        {
            switch (options[index])
            {
                case "--all-pairs":
                    allPairs = true;
                    break;
                case "--scripts" when index + 1 < options.Length:
                    scripts = options[++index];
                    break;
                case "--scripts":
                    return Task.FromResult(Refuse("'--scripts' needs a folder."));
                default:
                    return Task.FromResult(Refuse($"'{options[index]}' is no option of verify."));
            }
        }

        return new VerifyCommand(Repository.Find(AppContext.BaseDirectory), screen, time)
            .RunAsync(scripts, allPairs, cancellationToken);
    }

    int Say(string text)
    {
        screen.Line(text);
        return ExitCode.Held;
    }

    int Refuse(string complaint)
    {
        errors.WriteLine($"error: {complaint} See ./lockstep --help");
        return ExitCode.NotRun;
    }
}
