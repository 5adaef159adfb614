using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Tests.Traffic;

public sealed class WindowsOfAnOperation
{
    const string Stack = StackEvent.StackType;

    static readonly (string Id, string Type, string Status)[] FailedUpdate =
    [
        ("shop", Stack, Status.UpdateInProgress), ("Function", "x", Status.UpdateInProgress), ("Migration", "x", Status.UpdateInProgress),
        ("Migration", "x", Status.UpdateComplete), ("Role", "x", Status.UpdateComplete), ("Api", "x", Status.UpdateInProgress),
        ("Api", "x", Status.UpdateFailed), ("shop", Stack, Status.UpdateRollbackInProgress), ("Migration", "x", Status.UpdateComplete),
        ("shop", Stack, Status.UpdateRollbackCleanupInProgress), ("shop", Stack, Status.UpdateRollbackComplete),
    ];

    [Fact]
    public void FollowTheStacksEvents() => Windows(FailedUpdate).ShouldBe(
    [
        Window.Elsewhere, Window.Elsewhere, Window.Migrating, Window.Migrated, Window.Migrated, Window.ApiChanging, Window.ApiChanging,
        Window.RollingBack, Window.RollingBack, Window.RollingBack, Window.After,
    ]);

    [Fact]
    public void AreOneWhileAStackIsDeleted() => Windows(
    [
        ("shop", Stack, Status.DeleteInProgress), ("Api", "x", Status.DeleteComplete), ("Migration", "x", Status.DeleteInProgress),
        ("shop", Stack, Status.DeleteComplete),
    ]).ShouldBe([Window.Deleting, Window.Deleting, Window.Deleting, Window.After]);

    static List<Window> Windows(IEnumerable<(string Id, string Type, string Status)> events)
    {
        var (clock, window, windows) = (new WindowClock("Migration", "Api"), Window.Before, new List<Window>());
        foreach (var (id, type, status) in events)
        {
            window = clock.After(new(default, id, "", type, status, null), window);
            windows.Add(window);
        }

        return windows;
    }
}
