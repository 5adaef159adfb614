using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Deletes resources, dependents before what they depend on.</summary>
sealed class Removal(StackState stack, ResourceSteps steps)
{
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
    const int Tries = 3;

    /// <summary>Deletes all that the stack has; what a resource that could not be deleted depends on is left alone.</summary>
    /// <returns>The logical ids of those that failed.</returns>
    public async Task<IReadOnlyList<string>> DeleteAllAsync(StackTemplate template, CancellationToken cancellationToken)
    {
        var failed = new List<string>();
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in template.Resources.Reverse())
        {
            var isNeeded = needed.Contains(resource.LogicalId);
            if (stack.Find(resource.LogicalId) is { } state && (isNeeded || !await steps.DeleteAsync(state, cancellationToken)))
            {
                needed.UnionWith(resource.Dependencies);
                if (!isNeeded)
                {
                    failed.Add(resource.LogicalId);
                }
            }
        }

        return failed;
    }

    /// <summary>Deletes what an update left behind. What resists three times is forgotten: it stays for ever.</summary>
    /// <returns>Whether all of it is gone.</returns>
    public async Task<bool> CleanUpAsync(IReadOnlyList<TemplateResource> order, CancellationToken cancellationToken)
    {
        var leftovers = stack.Leftovers.OrderByDescending(left => Place(order, left)).ToList();
        stack.Leftovers.Clear();
        for (var attempt = 0; attempt < Tries && leftovers.Count > 0; attempt++)
        {
            var resisting = new List<ResourceState>();
            foreach (var leftover in leftovers)
            {
                if (!await steps.DeleteAsync(leftover, cancellationToken))
                {
                    resisting.Add(leftover);
                }
            }

            leftovers = resisting;
        }

        leftovers.ForEach(stack.Remove);
        return leftovers.Count == 0;
    }

    static int Place(IReadOnlyList<TemplateResource> order, ResourceState left) =>
        order.TakeWhile(resource => resource.LogicalId != left.LogicalId).Count();
}
