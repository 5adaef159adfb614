namespace Lockstep.Rehearsal.Playing;

/// <summary>What must be so of the API's role.</summary>
static class RoleChecks
{
    public static Checklist RoleIsGone(this Checklist checklist) => checklist.Add(
        Promise.NoStuckStack, "The API's role goes with its stack", "The API's role is gone",
        !HasRole(checklist), "no such role", checklist.Scene.Role);

    public static Checklist RoleStays(this Checklist checklist) => checklist.Add(
        Promise.NothingLost, "A role that owns something is not dropped", "The API's role is still there",
        HasRole(checklist), checklist.Scene.Role, "no such role");

    static bool HasRole(Checklist checklist) =>
        checklist.Scene.After.Roles.Contains(checklist.Scene.Role, StringComparer.Ordinal);
}
