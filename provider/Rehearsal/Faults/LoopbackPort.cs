using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Lockstep.Rehearsal.Faults;

/// <summary>Finds a loopback port that a stand-in can give up for a while and take again.</summary>
static class LoopbackPort
{
    // Linux lends 32768 and up to outgoing connections, macOS 49152 and up: below, nothing takes the port
    // of a server that is down for a moment.
    const int First = 15_000;
    const int End = 32_000;

    // Whoever had asked for a stand-in that is gone may go on asking, and must not meet another one: neither of this process,
    // which gives each of its ports once a round, nor of another one, which has others.
    const int Share = 1_000;

    static readonly int Own = First + (Environment.ProcessId % ((End - First) / Share) * Share);
    static int Given = RandomNumberGenerator.GetInt32(Share);

    public static int Free()
    {
        while (true)
        {
            var port = Own + (int)((uint)Interlocked.Increment(ref Given) % Share);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
