using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>One CloudFormation stack on this machine: the engine's order of requests, its statuses and its events.</summary>
/// <remarks>
/// Resources are worked on one after the other. What is known of CloudFormation's behaviour, and how sure that is, stands
/// beside each rule; what AWS leaves open is an argument (<see cref="RollbackOrder"/>).
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is what CloudFormation calls it.")]
public sealed class Stack
{
    readonly StackState _state;
    readonly ResourceSteps _steps;
    readonly Removal _removal;
    StackTemplate? _template;
    StackUpdate? _update;

    /// <summary>A stack that does not exist yet.</summary>
    public Stack(StackOptions options)
    {
        _state = new(options);
        _steps = new(_state);
        _removal = new(_state, _steps);
    }

    /// <summary>Its ARN.</summary>
    public string Id => _state.Id;

    /// <summary>See <see cref="Stacks.Status"/>; empty before the first operation.</summary>
    public string Status => _state.Status;

    /// <summary>All events so far, oldest first.</summary>
    public IReadOnlyList<StackEvent> Events => _state.Events;

    /// <summary>What is on record of a resource; null when the stack has none of that name.</summary>
    public ResourceState? Find(string logicalId) => _state.Find(logicalId);

    /// <summary>The template's outputs as things are now; empty while the stack has not all of its resources.</summary>
    /// <exception cref="MissingAttributeException">A resource has no such attribute.</exception>
    public IReadOnlyDictionary<string, string> Outputs()
    {
        var resolver = new PropertyResolver(_state.Resolve);
        return _template is null || Status is Stacks.Status.DeleteComplete or Stacks.Status.DeleteFailed
            or Stacks.Status.RollbackComplete or Stacks.Status.RollbackFailed
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : _template.Outputs.ToDictionary(
                output => output.Key, output => resolver.Text(output.Value, output.Key) ?? "", StringComparer.Ordinal);
    }

    /// <summary>CreateStack; rolls back by itself. Ends in a status that is stable.</summary>
    /// <exception cref="TemplateException">There is no stand-in for a type.</exception>
    /// <exception cref="StackOperationException">The stack exists.</exception>
    public async Task CreateAsync(StackTemplate template, CancellationToken cancellationToken)
    {
        Require(_state.Status.Length == 0, $"Stack [{_state.Options.Name}] already exists");
        RequireStandIns(template);
        _template = template;
        await new StackCreation(_state, _steps, _removal).RunAsync(template, cancellationToken);
    }

    /// <summary>UpdateStack; rolls back by itself. Ends in a status that is stable.</summary>
    /// <exception cref="TemplateException">There is no stand-in for a type.</exception>
    /// <exception cref="StackOperationException">Nothing would change, or the stack cannot be updated.</exception>
    public async Task UpdateAsync(StackTemplate template, RollbackOrder rollbackOrder, CancellationToken cancellationToken)
    {
        Require(
            Status is Stacks.Status.CreateComplete or Stacks.Status.UpdateComplete or Stacks.Status.UpdateRollbackComplete,
            $"Stack:{Id} is in {Status} state and can not be updated.");
        RequireStandIns(template);
        RequireSameTypes(template);
        Require(IsChange(template), "No updates are to be performed.");
        _update = new StackUpdate(_state, _steps, _removal, _template!, template, rollbackOrder);
        if (await _update.RunAsync(cancellationToken))
        {
            _template = template;
        }
    }

    /// <summary>ContinueUpdateRollback, without resources to skip.</summary>
    /// <exception cref="StackOperationException">No rollback has failed.</exception>
    public async Task ContinueUpdateRollbackAsync(CancellationToken cancellationToken)
    {
        Require(
            Status == Stacks.Status.UpdateRollbackFailed,
            $"Stack:{Id} is in {Status} state and can not continue update rollback.");
        await _update!.ContinueAsync(cancellationToken);
    }

    /// <summary>DeleteStack.</summary>
    /// <exception cref="StackOperationException">There is no such stack.</exception>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        Require(
            Status.Length > 0 && Status != Stacks.Status.DeleteComplete,
            $"Stack with id {_state.Options.Name} does not exist");
        await new StackDeletion(_state, _removal).RunAsync(_template!, cancellationToken);
    }

    bool IsChange(StackTemplate template) => !template.Resources.Select(Text).Order(StringComparer.Ordinal)
        .SequenceEqual(_template!.Resources.Select(Text).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    static string Text(TemplateResource resource) =>
        new JsonObject { [resource.LogicalId] = resource.Properties.DeepClone() }.ToJsonString();

    void RequireStandIns(StackTemplate template)
    {
        foreach (var resource in template.Resources)
        {
            if (!_state.Options.Types.Any(type => type.StandsFor(resource.Type)))
            {
                throw TemplateException.NotSupported(resource.LogicalId, resource.Type);
            }
        }
    }

    void RequireSameTypes(StackTemplate template)
    {
        var changed = template.Resources.Where(resource => Find(resource.LogicalId) is { } known && known.Type != resource.Type)
            .Select(resource => resource.LogicalId).ToList();
        Require(
            changed.Count == 0,
            "Update of resource type is not permitted. The new template modifies resource type of the following resources: "
            + $"[{string.Join(", ", changed)}]");
    }

    static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new StackOperationException(otherwise);
        }
    }
}
