using System.Text.Json;
using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Comparison.Stacks;

/// <summary>Puts one tool into one case.</summary>
sealed class StackPlay(StackPeer peer, StackCase one, PeerDatabase database)
{
    const int RowsBefore = 3;

    readonly StackDatabase _database = new(database);

    /// <exception cref="InvalidOperationException">Not even the first deployment succeeds: the tool is not set up.</exception>
    public async Task<Seen> RunAsync(string workshop)
    {
        await using var stack = await StackBench.SetAsync(peer, one, database, workshop);
        await stack.CreateAsync();
        if (stack.Stack.Status != Status.CreateComplete)
        {
            var failed = stack.Stack.Events.First(told => told.ResourceStatus == Status.CreateFailed);
            throw new InvalidOperationException(
                $"{peer.Name}: {failed.LogicalResourceId} was not created: {failed.ResourceStatusReason}");
        }

        await _database.WriteAsync($"INSERT INTO t SELECT generate_series(1, {RowsBefore})", RowsBefore);
        var facts = await ObserveAsync(stack);
        var isAsWanted = one.IsAsWanted(facts);
        return new(isAsWanted, $"{(isAsWanted ? "yes" : "no")}: {facts}");
    }

    async Task<StackFacts> ObserveAsync(StackBench stack)
    {
        var before = await _database.CatalogueAsync();
        var asked = stack.Exchanges.Count;
        var isContinued = await UpdateAsync(stack);
        var exchanges = stack.Exchanges.Skip(asked).ToList();

        // What Lambda still runs when the stack has come to rest can spoil it.
        await Task.WhenAll(exchanges.Select(exchange => exchange.Queued?.Ended ?? Task.CompletedTask));
        await SayWhyAsync(exchanges);
        return new(
            stack.Stack.Status, [.. exchanges.Select(Answers)], isContinued,
            await _database.CompareAsync(before, one.Second), await _database.LostAsync());
    }

    /// <returns>Whether its rollback had to be continued.</returns>
    async Task<bool> UpdateAsync(StackBench stack)
    {
        stack.Observe = WriteOnceAsync;
        if (one.IsDeliveredTwice)
        {
            stack.DeliverTwice();
        }

        if (one.FirstPut is { } fault)
        {
            stack.Spoil(fault, times: 1);
        }

        using var over = new CancellationTokenSource();
        var outage = one.Outage > TimeSpan.Zero ? BreakOffAsync(stack, over.Token) : Task.CompletedTask;
        await stack.UpdateAsync();
        await over.CancelAsync();
        await outage;
        if (stack.Stack.Status != Status.UpdateRollbackFailed)
        {
            return false;
        }

        await stack.Stack.ContinueUpdateRollbackAsync([], CancellationToken.None);
        return true;
    }

    // The application uses the new schema as soon as it is there.
    Task WriteOnceAsync(StackEvent told) =>
        _database.Written == RowsBefore
        && told is { LogicalResourceId: StackTemplates.Migration, ResourceStatus: Status.UpdateComplete }
            ? _database.WriteAsync(one.Row, rows: 1)
            : Task.CompletedTask;

    // The time counts from the moment on at which the second script is committed.
    async Task BreakOffAsync(StackBench stack, CancellationToken over)
    {
        stack.Spoil(ResponseBucketFault.Cut, int.MaxValue);
        var before = await _database.CatalogueAsync();
        try
        {
            while ((await _database.CatalogueAsync()).DifferenceTo(before).Count == 0)
            {
                await Task.Delay(20, over);
            }

            await Task.Delay(one.Outage, over);
        }
        catch (OperationCanceledException)
        {
            // The deployment was over before.
        }

        stack.Heal();
    }

    async Task SayWhyAsync(IEnumerable<CustomResourceExchange> exchanges)
    {
        foreach (var failed in exchanges.Select(exchange => exchange.Verdict).OfType<FailedAnswer>())
        {
            await Console.Error.WriteLineAsync($"  {peer.Name}: {failed.ResourceReason.Split('\n')[0]}");
        }
    }

    static string Answers(CustomResourceExchange exchange)
    {
        var statuses = exchange.Deliveries.Where(delivery => delivery.IsStored)
            .Select(delivery => JsonElement.Parse(delivery.Body.Span).GetProperty("Status").GetString()).ToList();
        return statuses.Count == 0 ? "none (CloudFormation waits for an hour)" : string.Join(" and ", statuses);
    }
}
