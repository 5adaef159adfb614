namespace Lockstep.Rehearsal.Faults;

/// <summary>How a connection ends, for both of its sides.</summary>
public enum CutStyle
{
    /// <summary>RST: the peer "reset the connection".</summary>
    Reset,

    /// <summary>FIN: an orderly end at a disorderly moment.</summary>
    Close,

    /// <summary>Nothing arrives any more, and nobody is told. The proxy's kernel still acknowledges what it receives,
    /// so keepalives and <c>tcp_user_timeout</c> see a living peer: only timeouts of the protocols above notice.</summary>
    BlackHole,
}
