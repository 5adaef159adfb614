using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>A stack in virtual time: an operation in, what came of it out.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is what CloudFormation calls it.")]
public sealed class SimulatedStack
{
    readonly SimulatedAccount _account;

    internal SimulatedStack(SimulatedAccount account, Stack stack) => (_account, Stack) = (account, stack);

    /// <summary>The engine's own; its operations are for <see cref="VirtualTime.Run"/>.</summary>
    public Stack Stack { get; }

    /// <summary>See <see cref="CloudFormation.Stacks.Status"/>; empty before the first operation.</summary>
    public string Status => Stack.Status;

    /// <summary>All events so far.</summary>
    public IReadOnlyList<StackEvent> Events => Stack.Events;

    /// <summary>All requests so far to custom resources.</summary>
    public IReadOnlyList<CustomResourceExchange> Wire =>
        [.. _account.Wire.Where(exchange => exchange.Request.StackId == Stack.Id)];

    /// <summary>What is on record of a resource; null when the stack has none of that name.</summary>
    public ResourceState? this[string logicalId] => Stack.Find(logicalId);

    /// <summary>Runs an operation to its end. What functions still do then goes on with the next one, or with
    /// <see cref="SimulatedAccount.Settle"/>.</summary>
    public OperationResult Play(StackOperation operation)
    {
        var (events, wire, began) = (Events.Count, Wire.Count, _account.Time.GetUtcNow());
        string? refusal = null;
        try
        {
            _account.Time.Run(() => RunAsync(operation));
        }
        catch (StackOperationException refused)
        {
            refusal = refused.Message;
        }

        return new(
            Status, refusal, [.. Events.Skip(events)], [.. Wire.Skip(wire)], _account.Time.GetUtcNow() - began);
    }

    Task RunAsync(StackOperation operation) => operation switch
    {
        CreateStack create => Stack.CreateAsync(create.Template, Options(create.DisableRollback), CancellationToken.None),
        UpdateStack update => UpdateAsync(update),
        RollbackStack => Stack.RollbackAsync(CancellationToken.None),
        ContinueUpdateRollback on => Stack.ContinueUpdateRollbackAsync(on.ResourcesToSkip, CancellationToken.None),
        DeleteStack delete => Stack.DeleteAsync(delete.RetainResources, CancellationToken.None),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation."),
    };

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync would go on in another thread.")]
    async Task UpdateAsync(UpdateStack update)
    {
        using var over = new CancellationTokenSource();
        var updating = Stack.UpdateAsync(update.Template, Options(update.DisableRollback), CancellationToken.None);
        var cancelling = update.CancelAfter is { } after ? CancelAsync(after, over.Token) : Task.CompletedTask;
        try
        {
            await updating;
        }
        finally
        {
            over.Cancel();
            await cancelling;
        }
    }

    async Task CancelAsync(TimeSpan after, CancellationToken over)
    {
        try
        {
            await Task.Delay(after, _account.Time, over);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (Status == CloudFormation.Stacks.Status.UpdateInProgress)
        {
            Stack.CancelUpdate();
        }
    }

    static OperationOptions Options(bool disableRollback) => new() { DisableRollback = disableRollback };
}
