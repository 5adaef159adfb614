using System.Runtime.InteropServices;
using Lockstep.Cli;
using Lockstep.Cli.Printing;

using var ended = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return await new CommandLine(Screen.OfThisProcess(), Console.Error, TimeProvider.System).RunAsync(args, ended.Token);

// The first signal ends it in order, so that no server and no function is left behind; the second one at once.
void End(PosixSignalContext signal)
{
    signal.Cancel = !ended.IsCancellationRequested;
    ended.Cancel();
}
