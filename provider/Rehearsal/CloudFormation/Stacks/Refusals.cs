using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>What CloudFormation refuses to begin (its <c>ValidationError</c>), in its words where they are known.</summary>
sealed class Refusals(StackState stack)
{
    public void OfCreation(StackTemplate template)
    {
        Require(stack.Status.Length == 0, $"Stack [{stack.Options.Name}] already exists");
        RequireStandIns(template);
    }

    public void OfUpdate(StackTemplate template, StackTemplate? complete, OperationOptions options)
    {
        var isHalfway = stack.Status is Status.CreateFailed or Status.UpdateFailed;

        // aws-cli#6368
        Require(
            !isHalfway || options.DisableRollback,
            $"This stack is currently in a non-terminal [{stack.Status}] state. To update the stack from this state, please use "
            + "the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the "
            + "rollback-stack API");
        Require(
            isHalfway || stack.Status is Status.CreateComplete or Status.UpdateComplete or Status.UpdateRollbackComplete,
            $"Stack:{stack.Id} is in {stack.Status} state and can not be updated.");
        RequireStandIns(template);
        RequireSameTypes(template);
        Require(isHalfway || IsChange(template, complete!), "No updates are to be performed.");
    }

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
    public void OfContinuation(IReadOnlyCollection<string> skipped, Undertaking done)
    {
        Require(
            stack.Status == Status.UpdateRollbackFailed,
            $"Stack:{stack.Id} is in {stack.Status} state and can not continue update rollback.");
        var others = skipped.Where(id => !done.Resisting.Contains(id)).ToList();
        Require(
            others.Count == 0,
            "Only resources that are in UPDATE_FAILED state because a rollback failed can be skipped; "
            + $"[{string.Join(", ", others)}] of stack {stack.Options.Name} are not.");
    }

    public void OfDeletion(IReadOnlyCollection<string> retained)
    {
        Require(
            stack.Status.Length > 0 && stack.Status != Status.DeleteComplete,
            $"Stack with id {stack.Options.Name} does not exist");
        Require(
            retained.Count == 0 || stack.Status == Status.DeleteFailed,
            $"Stack [{stack.Options.Name}] is not in DELETE_FAILED state; only of such a one resources can be retained.");

        // aws-nuke#270
        Require(
            retained.All(id => stack.Find(id) is not null),
            "The specified resources to retain must be in a valid state. Do not specify resources that are in the "
            + "DELETE_COMPLETE state.");
    }

    public static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new StackOperationException(otherwise);
        }
    }

    void RequireStandIns(StackTemplate template)
    {
        foreach (var resource in template.Resources)
        {
            if (!stack.Options.Types.Any(type => type.StandsFor(resource.Type)))
            {
                throw TemplateException.NotSupported(resource.LogicalId, resource.Type);
            }
        }
    }

    void RequireSameTypes(StackTemplate template)
    {
        var changed = template.Resources
            .Where(resource => stack.Find(resource.LogicalId) is { } known && known.Type != resource.Type)
            .Select(resource => resource.LogicalId).ToList();
        Require(
            changed.Count == 0,
            "Update of resource type is not permitted. The new template modifies resource type of the following resources: "
            + $"[{string.Join(", ", changed)}]");
    }

    static bool IsChange(StackTemplate template, StackTemplate complete) =>
        !template.Resources.Select(Text).Order(StringComparer.Ordinal)
            .SequenceEqual(complete.Resources.Select(Text).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    static string Text(TemplateResource resource) =>
        new JsonObject { [resource.LogicalId] = resource.Properties.DeepClone() }.ToJsonString();
}
