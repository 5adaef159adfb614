namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>Puts resources after what they depend on
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html).</summary>
static class DependencyOrder
{
    /// <exception cref="TemplateException">One depends on something that is not there, or in the end on itself.</exception>
    public static IReadOnlyList<TemplateResource> Of(IReadOnlyList<TemplateResource> resources)
    {
        RequireAll(resources);
        var waiting = resources.ToList();
        var ordered = new List<TemplateResource>();
        while (waiting.Count > 0)
        {
            var ready = waiting.Find(resource => resource.Dependencies.All(id => ordered.Exists(done => done.LogicalId == id)))
                ?? throw new TemplateException($"Circular dependency between resources: [{Names(waiting)}]");
            waiting.Remove(ready);
            ordered.Add(ready);
        }

        return ordered;
    }

    static string Names(IEnumerable<TemplateResource> resources) =>
        string.Join(", ", resources.Select(resource => resource.LogicalId));

    static void RequireAll(IReadOnlyList<TemplateResource> resources)
    {
        var missing = resources.SelectMany(resource => resource.Dependencies)
            .Except(resources.Select(resource => resource.LogicalId), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new TemplateException(
                $"Template format error: Unresolved resource dependencies [{string.Join(", ", missing)}] "
                + "in the Resources block of the template");
        }
    }
}
