using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>
/// What must hold of resources that their template retains, or an operation retains or skips: nobody asks them, and the stack
/// goes on without them.
/// </summary>
sealed class RetentionPromises(Schedule schedule, SimulatedStack stack)
{
    // Physical ids, as the events have told them; each other one is that of a copy that was replaced.
    readonly Dictionary<string, string> _current = new(StringComparer.Ordinal);

    /// <summary>Whom the stack has let go of, so that nobody cleared away what they did.</summary>
    public HashSet<string> LetGo { get; } = new(StringComparer.Ordinal);

    /// <returns>What does not hold.</returns>
    public IEnumerable<string> Check(StackOperation operation, OperationResult result)
    {
        var retained = (operation as DeleteStack)?.RetainResources ?? [];
        var skipped = (operation as ContinueUpdateRollback)?.ResourcesToSkip ?? [];
        return [
            .. result.Refusal is { } refusal ? [$"CloudFormation refused {operation}: {refusal}"] : Array.Empty<string>(),
            .. CheckDepartures(result, retained),
            .. CheckRequests(result),
            .. skipped.SelectMany(id => CheckSkipped(result, id)),
            .. CheckEnd(result, retained)];
    }

    List<string> CheckDepartures(OperationResult result, IReadOnlyList<string> retained)
    {
        List<string> breaches = [];
        var phase = "";
        foreach (var told in result.Events)
        {
            if (told.ResourceType == StackEvent.StackType)
            {
                phase = told.ResourceStatus;
            }
            else if (PlanOf(told.LogicalResourceId) is { } plan)
            {
                var isWanted = retained.Contains(told.LogicalResourceId, StringComparer.Ordinal);
                breaches.AddRange(Check(told, phase, isWanted || IsRetained(plan, told, phase)));
            }
        }

        return breaches;
    }

    IEnumerable<string> Check(StackEvent told, string phase, bool isRetained)
    {
        switch (told.ResourceStatus)
        {
            case Status.DeleteInProgress when isRetained:
                yield return $"{told.LogicalResourceId} is retained, and was to be deleted in {phase}.";
                break;
            case Status.DeleteSkipped when !isRetained:
                yield return $"{told.LogicalResourceId} was retained in {phase}, and nobody wanted that.";
                break;
            case Status.DeleteSkipped when IsCurrent(told):
                LetGo.Add(told.LogicalResourceId);
                break;
            case Status.DeleteInProgress or Status.DeleteComplete or Status.DeleteFailed or Status.DeleteSkipped:
                break;
            default:
                _current[told.LogicalResourceId] = told.PhysicalResourceId;
                break;
        }
    }

    bool IsRetained(ResourcePlan plan, StackEvent told, string phase) => phase switch
    {
        _ when !IsCurrent(told) => plan.UpdateReplacePolicy == ResourcePolicy.Retain,
        Status.DeleteInProgress => plan.DeletionPolicy is ResourcePolicy.Retain or ResourcePolicy.RetainExceptOnCreate,

        // Templates here keep their resources: nothing else makes one go that no other has replaced.
        _ => plan.DeletionPolicy == ResourcePolicy.Retain,
    };

    bool IsCurrent(StackEvent told) => _current.GetValueOrDefault(told.LogicalResourceId) == told.PhysicalResourceId;

    static IEnumerable<string> CheckRequests(OperationResult result) => result.Wire
        .Where(exchange => exchange.Request.Kind == RequestKind.Delete)
        .Select(exchange => (exchange.Request.LogicalId, exchange.Request.PhysicalId))
        .Where(asked => !result.Events.Any(told => told.ResourceStatus == Status.DeleteInProgress
            && (told.LogicalResourceId, told.PhysicalResourceId) == asked))
        .Select(asked => $"{asked.LogicalId} was asked to delete {asked.PhysicalId} without a word.");

    static IEnumerable<string> CheckSkipped(OperationResult result, string id)
    {
        if (result.Wire.Any(exchange => exchange.Request.LogicalId == id && exchange.Request.Kind == RequestKind.Update))
        {
            yield return $"{id} was to be skipped, and was asked.";
        }

        var told = result.Events.Where(one => one.LogicalResourceId == id).Select(one => one.ResourceStatus).ToList();
        if (!told.Contains(Status.UpdateComplete, StringComparer.Ordinal)
            || told.Contains(Status.UpdateFailed, StringComparer.Ordinal))
        {
            yield return $"{id} was to be skipped, and is {string.Join(", ", told)}.";
        }
    }

    IEnumerable<string> CheckEnd(OperationResult result, IReadOnlyList<string> retained)
    {
        var isStuck = result.Status is Status.DeleteFailed or Status.UpdateRollbackFailed;
        if (isStuck && FailedTurns.Of(result).Count == 0)
        {
            yield return $"The stack is left in {result.Status}, and no resource has failed.";
        }

        var isGone = result.Status is Status.DeleteComplete or Status.RollbackComplete;
        foreach (var id in schedule.Resources.Select((_, number) => Template.IdOf(number)).Where(id => stack[id] is not null))
        {
            if (isGone || retained.Contains(id, StringComparer.Ordinal))
            {
                yield return $"{id} is still on record after {result.Status}.";
            }
        }
    }

    ResourcePlan? PlanOf(string logicalId) => schedule.Resources
        .Where((_, number) => Template.IdOf(number) == logicalId).FirstOrDefault();
}
