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

    public static int Free()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
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
