using System.Runtime.InteropServices;

namespace Lockstep.Lambda;

/// <summary>
/// Turns SIGTERM into a cancelled token, so that a process that is asked to end finishes its invocation first. Lambda
/// itself sends SIGTERM only to functions with an extension; containers and emulators send it always.
/// </summary>
public sealed class TerminationSignal : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration _registration;

    /// <summary>Listens from here on until it is disposed.</summary>
    public TerminationSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        _source.Cancel();
    });

    /// <summary>Cancelled by the first SIGTERM.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
