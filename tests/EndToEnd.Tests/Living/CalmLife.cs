using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What lives are made of that are written by hand: nothing of it goes wrong.</summary>
static class CalmLife
{
    public static Setting Setting { get; } = new(
        IsInScriptMode: false, HasSchema: true, WasThereBefore: false, HasRole: true, HasRoute: false, IsWatched: false,
        TimeoutSeconds: 30, OnDelete: "DropSchema", LockTimeout: "5s", ServiceTimeout: null);

    public static Episode Episode { get; } = new(
        [ScriptShape.Table], Order.Latest, RoleOrder.Reads, Moves: false, Ordeal.None, Writes.Row, SiblingFails: false,
        Stops: false, RollbackOrder.FunctionFirst, Ordeal.None);
}
