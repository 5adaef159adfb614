using System.Globalization;
using Lockstep.Comparison;
using Lockstep.Comparison.Peers;

switch (args)
{
    case [DbUpPeer.Command, var connection]:
        return DbUpPeer.Run(connection);
    case [EvolvePeer.Command, var connection]:
        return EvolvePeer.Run(connection);
    case [LockstepPeer.Command, var connection, var revision, var old]:
        return await LockstepPeer.RunAsync(
            connection, int.Parse(revision, CultureInfo.InvariantCulture), int.Parse(old, CultureInfo.InvariantCulture));
    case [var tools]:
        return await Comparing.RunAsync(tools);
    default:
        await Console.Error.WriteLineAsync("Usage: tests/Comparison/run");
        return 2;
}
