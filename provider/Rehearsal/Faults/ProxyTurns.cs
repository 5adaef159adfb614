namespace Lockstep.Rehearsal.Faults;

/// <summary>Round trips: how often the client sent something and then received something. TCP's handshake is none.</summary>
/// <param name="Connecting">Up to and with the first ReadyForQuery; inside TLS it can't be seen, and all count here.</param>
/// <param name="Afterwards">After it.</param>
public sealed record ProxyTurns(int Connecting, int Afterwards)
{
    public int Total => Connecting + Afterwards;

    internal ProxyTurns Plus(ProxyTurns more) => new(Connecting + more.Connecting, Afterwards + more.Afterwards);
}
