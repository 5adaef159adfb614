namespace Lockstep.PostgresMigrations.Roles;

/// <summary>Whose a role is, and which roles nobody gets here.</summary>
static class RoleOwnership
{
    /// <exception cref="RoleRefusedException">It is the migrator, has powers of its own, or is somebody else's.</exception>
    public static void Check(RoleTarget target, RoleFacts facts)
    {
        List<string> findings = [.. Findings(target, facts)];
        if (findings.Count > 0)
        {
            throw new RoleRefusedException(target.Role, findings);
        }
    }

    static IEnumerable<string> Findings(RoleTarget target, RoleFacts facts)
    {
        if (facts.Migrator == target.Role)
        {
            yield return "It is the migrator itself, which signs in with it now. Choose another RoleName.";
            yield break;
        }

        if (facts.Powers.Length > 0)
        {
            yield return $"It has {facts.Powers}, which a role of an application must not have. Take that from it, or choose "
                + "another RoleName.";
        }

        if (facts.Exists && !target.Properties.TakeOver && Stranger(target, facts.Mark) is { } owner)
        {
            yield return $"It is there already and belongs to {owner}. Choose another RoleName, drop it, or set TakeOver: true.";
        }
    }

    static string? Stranger(RoleTarget target, RoleMark? mark) =>
        mark is null ? "nobody that left a mark"
        : mark.StackId != target.Context.StackId ? $"{mark.LogicalId} of {mark.StackId}"
        : mark.LogicalId != target.Context.LogicalResourceId ? $"the resource {mark.LogicalId} of this stack"
        : null;
}
