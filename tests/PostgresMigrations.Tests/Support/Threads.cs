using System.Runtime.CompilerServices;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>
/// Npgsql cancels a statement with a connection that blocks its thread. One invocation at a time, as in Lambda, does not notice;
/// a hundred tests at once would take the pool's threads from each other's timers.
/// </summary>
static class Threads
{
    [ModuleInitializer]
    internal static void Provide() => ThreadPool.SetMinThreads(64, 64);
}
