using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>Tells from a stack's events which window it is.</summary>
/// <param name="migration">The migration's logical id.</param>
/// <param name="api">The API's function's.</param>
public sealed class WindowClock(string migration, string api)
{
    /// <summary>The window that an event opens, or the one that it leaves as it is.</summary>
    public Window After(StackEvent told, Window window) =>
        told.ResourceType == StackEvent.StackType ? OfTheStack(told.ResourceStatus, window)
        : window is Window.RollingBack or Window.Deleting ? window
        : told.LogicalResourceId == migration ? OfTheMigration(told.ResourceStatus, window)
        : told.LogicalResourceId == api ? OfTheApi(told.ResourceStatus, window)
        : window;

    static Window OfTheStack(string status, Window window) => status switch
    {
        Status.CreateInProgress or Status.UpdateInProgress => Window.Elsewhere,
        Status.RollbackInProgress or Status.UpdateRollbackInProgress => Window.RollingBack,
        Status.DeleteInProgress => Window.Deleting,
        _ when status.EndsWith("CLEANUP_IN_PROGRESS", StringComparison.Ordinal) => window,
        _ => Window.After,
    };

    static Window OfTheMigration(string status, Window window) => status switch
    {
        Status.CreateInProgress or Status.UpdateInProgress => Window.Migrating,
        Status.CreateComplete or Status.UpdateComplete => Window.Migrated,
        _ => window,
    };

    static Window OfTheApi(string status, Window window) => status switch
    {
        Status.CreateInProgress or Status.UpdateInProgress => Window.ApiChanging,
        Status.CreateComplete or Status.UpdateComplete => Window.Elsewhere,
        _ => window,
    };
}
