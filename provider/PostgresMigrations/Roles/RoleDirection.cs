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

    static RoleMark? Own(RoleMark? mark, RequestContext context) => mark?.IsOf(context) == true ? mark : null;
}
