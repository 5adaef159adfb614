using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>One CloudFormation stack on this machine: the engine's order of requests, its statuses and its events.</summary>
/// <remarks>
/// Resources that do not depend on each other are worked on at once; one operation at a time, and while it runs only
/// <see cref="CancelUpdate"/> may be called. What is known of CloudFormation's behaviour, and how sure that is, stands beside
/// each rule; what AWS leaves open is a switch.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is what CloudFormation calls it.")]
public sealed class Stack
{
    readonly StackState _state;
    readonly Requests _requests;
    readonly DeleteStep _deletion;
    readonly Removal _removal;
    readonly Refusals _refusals;
    readonly Undertaking _done = new();
    StackTemplate? _complete;
    StackUpdate? _update;

    /// <summary>A stack that does not exist yet.</summary>
    public Stack(StackOptions options)
    {
        _state = new(options);
        _requests = new(_state);
        _deletion = new(_state, _requests);
        _removal = new(_state, _deletion);
        _refusals = new(_state);
    }

    /// <summary>Its ARN.</summary>
    public string Id => _state.Id;

    /// <summary>See <see cref="Stacks.Status"/>; empty before the first operation.</summary>
    public string Status => _state.Status;

    /// <summary>All events so far, oldest first.</summary>
    public IReadOnlyList<StackEvent> Events => _state.Events;

    /// <summary>What AWS leaves open, from the next request on.</summary>
    public Switches Switches
    {
        get => _state.Switches;
        set => _state.Switches = value;
    }

    /// <summary>What is on record of a resource; null when the stack has none of that name.</summary>
    public ResourceState? Find(string logicalId) => _state.Find(logicalId);

    /// <summary>The template's outputs as things are now; empty while the stack has not all of its resources.</summary>
    /// <exception cref="MissingAttributeException">A resource has no such attribute.</exception>
    public IReadOnlyDictionary<string, string> Outputs()
    {
        var resolver = new PropertyResolver(_state.Resolve);
        return _complete is null || Status is Stacks.Status.DeleteComplete or Stacks.Status.DeleteFailed
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : _complete.Outputs.ToDictionary(
                output => output.Key, output => resolver.Text(output.Value, output.Key) ?? "", StringComparer.Ordinal);
    }

    /// <summary>CreateStack; rolls back by itself, unless that is disabled. Ends in a status that is stable.</summary>
    /// <exception cref="TemplateException">There is no stand-in for a type.</exception>
    /// <exception cref="StackOperationException">The stack exists.</exception>
    public async Task CreateAsync(StackTemplate template, OperationOptions options, CancellationToken cancellationToken)
    {
        _refusals.OfCreation(template);
        if (await new StackCreation(_state, _requests, _removal).RunAsync(template, options, cancellationToken))
        {
            _complete = template;
        }
    }

    /// <summary>The same with rollback.</summary>
    public Task CreateAsync(StackTemplate template, CancellationToken cancellationToken) =>
        CreateAsync(template, OperationOptions.Default, cancellationToken);

    /// <summary>UpdateStack; rolls back by itself, unless that is disabled. Ends in a status that is stable.</summary>
    /// <exception cref="TemplateException">There is no stand-in for a type.</exception>
    /// <exception cref="StackOperationException">Nothing would change, or the stack cannot be updated.</exception>
    public async Task UpdateAsync(StackTemplate template, OperationOptions options, CancellationToken cancellationToken)
    {
        _refusals.OfUpdate(template, _complete, options);
        _update = new StackUpdate(_state, _requests, _removal, _done, _complete, template, options);
        if (await _update.RunAsync(cancellationToken))
        {
            _complete = template;
        }
        else if (Status == Stacks.Status.UpdateRollbackInProgress)
        {
            await BackTo(_complete!).RunAsync(cancellationToken);
        }
    }

    /// <summary>The same with rollback.</summary>
    public Task UpdateAsync(StackTemplate template, CancellationToken cancellationToken) =>
        UpdateAsync(template, OperationOptions.Default, cancellationToken);

    /// <summary>CancelUpdateStack: the update that is under way rolls back. Nobody tells the functions that work on it.</summary>
    /// <exception cref="StackOperationException">None is under way, or it rolls back already.</exception>
    public void CancelUpdate()
    {
        Refusals.Require(
            Status == Stacks.Status.UpdateInProgress, "CancelUpdateStack cannot be called from current stack status");
        _update!.Cancel();
    }

    /// <summary>RollbackStack: takes back what an operation without rollback has left.</summary>
    /// <exception cref="StackOperationException">There is nothing of that kind.</exception>
    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        Refusals.Require(
            Status is Stacks.Status.CreateFailed or Stacks.Status.UpdateFailed,
            $"Stack:{Id} is in {Status} state and can not be rolled back.");
        if (_complete is null)
        {
            var creation = new StackCreation(_state, _requests, _removal);
            await creation.RollBackAsync(Reasons.UserInitiated, TimeSpan.Zero, cancellationToken);
            return;
        }

        await _state.MoveAsync(Stacks.Status.UpdateRollbackInProgress, Reasons.UserInitiated, cancellationToken);
        await BackTo(_complete).RunAsync(cancellationToken);
    }

    /// <summary>ContinueUpdateRollback: asks those once more that could not be rolled back.</summary>
    /// <param name="skipped">The logical ids of those that are taken for rolled back without asking.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StackOperationException">No rollback has failed, or one of them is not what failed in it.</exception>
    public Task ContinueUpdateRollbackAsync(IReadOnlyCollection<string> skipped, CancellationToken cancellationToken)
    {
        _refusals.OfContinuation(skipped, _done);
        return BackTo(_complete!).ContinueAsync(skipped, cancellationToken);
    }

    /// <summary>DeleteStack.</summary>
    /// <param name="retained">Of a stack whose deletion failed: the logical ids of those that stay.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StackOperationException">There is no such stack, or nothing to retain.</exception>
    public async Task DeleteAsync(IReadOnlyCollection<string> retained, CancellationToken cancellationToken)
    {
        _refusals.OfDeletion(retained);
        await new StackDeletion(_state, _deletion, _removal).RunAsync(retained, cancellationToken);
    }

    /// <summary>The same of all resources.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken) => DeleteAsync([], cancellationToken);

    StackRollback BackTo(StackTemplate template) => new(_state, _requests, _removal, _done, template);
}
