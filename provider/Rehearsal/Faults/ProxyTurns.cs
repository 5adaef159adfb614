namespace Lockstep.Rehearsal.Faults;

/// <summary>Round trips: times that the client sent something and then received something. The TCP handshake is not among them.</summary>
/// <param name="Connecting">Up to and with the first ReadyForQuery; inside TLS that cannot be seen, and everything counts here.</param>
/// <param name="Afterwards">After it.</param>
public sealed record ProxyTurns(int Connecting, int Afterwards)
{
    public int Total => Connecting + Afterwards;

    internal ProxyTurns Plus(ProxyTurns more) => new(Connecting + more.Connecting, Afterwards + more.Afterwards);
}
