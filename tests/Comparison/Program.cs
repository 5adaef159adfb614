using System.Globalization;
using Lockstep.Comparison;
using Lockstep.Comparison.Peers;
using Lockstep.Comparison.Stacks;

switch (args)
{
    case [DbUpPeer.Command, var connection, var order]:
        return DbUpPeer.Run(connection, order);
    case [EvolvePeer.Command, var connection, var order]:
        return EvolvePeer.Run(connection, order);
    case [LockstepPeer.Command, var connection, var order, var revision, var old]:
        return await LockstepPeer.RunAsync(
            connection, order, int.Parse(revision, CultureInfo.InvariantCulture), int.Parse(old, CultureInfo.InvariantCulture));
    case [DbUpFunction.Command, var folder, var connection]:
        return await DbUpFunction.RunAsync(folder, connection);
    case [var tools]:
        return await Comparing.RunAsync(tools, ComparisonPart.All);
    case [var tools, "stacks"]:
        return await Comparing.RunAsync(tools, ComparisonPart.Stacks);
    case [var tools, "built"]:
        return await Comparing.RunAsync(tools, ComparisonPart.Built);
    default:
        await Console.Error.WriteLineAsync("Usage: tests/Comparison/run [stacks | built]");
        return 2;
}
