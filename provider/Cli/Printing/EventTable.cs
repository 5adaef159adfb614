using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Cli.Printing;

/// <summary>Stack events in the four columns in which <c>sam deploy</c> prints them.</summary>
sealed class EventTable(Screen screen)
{
    const int WidthForAll = 136;

    // Where there is room nothing but reasons is broken, and of the longest status its end.
    readonly Table _table = new(screen, screen.Width >= WidthForAll ? [27, 26, 34] : [19, 21, 24]);

    public void Write(IReadOnlyList<StackEvent> events)
    {
        _table.Begin("ResourceStatus", "ResourceType", "LogicalResourceId", "ResourceStatusReason");
        foreach (var told in events)
        {
            _table.Row(
                [told.ResourceStatus, told.ResourceType, told.LogicalResourceId, told.ResourceStatusReason ?? "-"],
                text => Colored(told.ResourceStatus, text));
        }

        _table.End();
    }

    string Colored(string status, string text) =>
        status.EndsWith("_FAILED", StringComparison.Ordinal) ? screen.Red(text)
        : status.Contains("ROLLBACK", StringComparison.Ordinal) ? screen.Yellow(text)
        : status.EndsWith("_COMPLETE", StringComparison.Ordinal) ? screen.Green(text)
        : text;
}
