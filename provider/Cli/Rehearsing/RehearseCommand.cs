using Lockstep.Cli.Printing;
using Lockstep.Rehearsal.Playing;

namespace Lockstep.Cli.Rehearsing;

/// <summary><c>rehearse</c>: plays, prints act by act, and judges.</summary>
sealed class RehearseCommand(Repository repository, Screen screen, TimeProvider time)
{
    public async Task<int> RunAsync(bool isNative, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        screen.Title("Lockstep rehearsal: a stack from its creation to its end, without an AWS account");
        var options = new RehearsalOptions
        {
            Template = repository.Template,
            Scripts = repository.Scripts,
            Function = isNative ? await PublishAsync(cancellationToken) : repository.BuiltFunction,
            Api = isNative ? await new NativeBuild(repository).PublishApiAsync(cancellationToken) : repository.BuiltApi,
            Workshop = Path.Combine(repository.Artifacts, "rehearsal"),
            Progress = screen.Line,
        };
        screen.Line($"The function is {repository.Shown(options.Function)}, the API {repository.Shown(options.Api)}.");
        screen.Line($"Both log to {repository.Shown(options.LogFile)}.");
        var acts = new List<ActReport>();
        await foreach (var act in new Play(options).RunAsync(cancellationToken))
        {
            new ActWriter(screen, repository.Shown(options.LogFile)).Write(act);
            acts.Add(act);
        }

        var verdict = new Verdict(acts);
        new VerdictWriter(screen).Write(verdict, time.GetElapsedTime(started));
        return verdict.IsHeld ? ExitCode.Held : ExitCode.NotHeld;
    }

    Task<string> PublishAsync(CancellationToken cancellationToken)
    {
        screen.Line("Publishing the function and the API with NativeAOT, which takes about two minutes.");
        return new NativeBuild(repository).PublishFunctionAsync(cancellationToken);
    }
}
