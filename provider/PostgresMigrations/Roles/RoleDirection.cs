using Lockstep.CustomResources.Requests;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>Whether an Update is CloudFormation rolling back, as far as the marks of the roles tell.</summary>
static class RoleDirection
{
    /// <summary>
    /// Back to what is in force, because the Update that is rolled back changed nothing; or from what the last Update made to
    /// what was before it.
    /// </summary>
    public static bool IsBack(RequestContext context, RoleFacts facts)
    {
        if (context.RequestType != "Update")
        {
            return false;
        }

        var (wanted, former) = (
            PropertiesDigest.Of(context.ResourceProperties), PropertiesDigest.Of(context.OldResourceProperties));
        return Own(facts.Mark, context) is { } mark && mark.IsFrom(context, wanted)
            ? mark.OldProperties is null
            : Own(facts.Mark, context)?.Properties == wanted
                || (Own(facts.OldMark, context) is { } old && old.Properties == former && old.OldProperties == wanted);
    }

    /// <summary>
    /// What the Update that is rolled back had made of the resource: the same role in another database, or another role, which it
    /// has changed since the one to go back to was changed. Null: no mark shows anything, or CloudFormation knows.
    /// </summary>
    public static RoleReplacement? Left(RoleTarget target, RoleFacts facts, string? knownId)
    {
        var context = target.Context;
        if (Own(facts.Mark, context) is not { } mark)
        {
            return null;
        }

        if (mark.PhysicalId != target.PhysicalResourceId)
        {
            return Unknown(mark);
        }

        return Own(facts.OldMark, context) is { } old && old.SignedAt > mark.SignedAt
            && old.Properties == PropertiesDigest.Of(context.OldResourceProperties)
            && old.OldProperties == PropertiesDigest.Of(context.ResourceProperties)
                ? Unknown(old)
                : mark.Left;

        RoleReplacement? Unknown(RoleMark made) => made.PhysicalId == knownId ? null : new(made.PhysicalId, made.RequestId);
    }

    static RoleMark? Own(RoleMark? mark, RequestContext context) => mark?.IsOf(context) == true ? mark : null;
}
