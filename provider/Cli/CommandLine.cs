using System.Diagnostics.CodeAnalysis;
using Lockstep.Cli.Printing;
using Lockstep.Cli.Rehearsing;
using Lockstep.Rehearsal;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Cli;

/// <summary>Finds the command and turns what goes wrong into one clear error.</summary>
sealed class CommandLine(Screen screen, TextWriter errors, TimeProvider time)
{
    const string Help = """
        Usage: ./lockstep rehearse [--native]

        Plays the life of a stack on this machine, on a real PostgreSQL, with the real function and with orders that come
        in through the real API: create, update, failed updates, rollbacks, delete. Exit code 0: every expectation held.
        1: one did not. 2: it could not be played.

          --native   publish function and API with NativeAOT first and use those; needs clang or gcc, takes two minutes
        """;

    /// <returns>See <see cref="ExitCode"/>.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whoever runs it gets an exit code, and no core dump.")]
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return arguments switch
            {
                ["rehearse"] => await RehearseAsync(isNative: false, cancellationToken),
                ["rehearse", "--native"] => await RehearseAsync(isNative: true, cancellationToken),
                ["rehearse", "--help" or "-h"] => Say(Help),
                ["rehearse", ..] => Refuse($"'{arguments[^1]}' is no option of rehearse."),
                [] => Refuse("A command is missing."),
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

    Task<int> RehearseAsync(bool isNative, CancellationToken cancellationToken) =>
        new RehearseCommand(Repository.Find(AppContext.BaseDirectory), screen, time).RunAsync(isNative, cancellationToken);

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
