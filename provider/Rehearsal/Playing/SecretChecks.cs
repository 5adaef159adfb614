namespace Lockstep.Rehearsal.Playing;

/// <summary>What must be so of the database's password.</summary>
static class SecretChecks
{
    /// <summary>Asks nothing where the function was given the password together with the address.</summary>
    public static Checklist SignsInWithTheSecret(this Checklist checklist) => checklist.Scene.SecretCalls is { } calls
        ? checklist.Add(
            Promise.NoStuckStack, "The function signs in with the cluster's secret",
            "The function asked Secrets Manager for the cluster's password",
            calls > 0, "that it asks", $"{Checklist.Number(calls)} calls")
        : checklist;

    /// <summary>Looks at all acts: what functions wrote, and what stack events tell of their answers.</summary>
    public static Checklist NoPasswordWasSaid(this Checklist checklist, Stage stage)
    {
        if (stage.Password is not { Length: > 0 } password)
        {
            return checklist;
        }

        var told = stage.Log.Since(0).Concat(stage.Events.Select(one => one.ResourceStatusReason ?? ""));
        var seen = told.Count(line => line.Contains(password, StringComparison.Ordinal));
        return checklist.Add(
            Promise.NothingLost, "Nobody reads a password", "In all acts no log line and no stack event shows the password",
            seen == 0, "none", $"{Checklist.Number(seen)} lines");
    }
}
