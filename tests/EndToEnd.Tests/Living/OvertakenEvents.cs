using System.Text.Json;
using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Events that wait at Lambda, as while a function is throttled, until CloudFormation has given up on them and gone on:
/// each comes behind later ones of its resource.</summary>
/// <param name="functions">Where all others go at once.</param>
sealed class OvertakenEvents(FunctionFleet functions)
{
    // A URL tells its second: nothing follows a request within one.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1100);

    readonly Lock _gate = new();
    readonly List<Held> _held = [];
    readonly List<Task> _begun = [];
    Held? _next;

    /// <summary>The event with this id, which is sent next, waits.</summary>
    /// <param name="requestId">Its request's.</param>
    /// <param name="logicalId">The resource's.</param>
    /// <param name="moment">Behind how many others, and how far.</param>
    public void Hold(string requestId, string logicalId, int moment)
    {
        lock (_gate)
        {
            _next = new(requestId, logicalId, moment);
        }
    }

    /// <summary>A request is sent: what waited for it comes at the same time, or a little later.</summary>
    public void Pass(string logicalId)
    {
        lock (_gate)
        {
            foreach (var held in _held.FindAll(held => held.LogicalId == logicalId && --held.Left <= 0 && !held.WaitsForRest))
            {
                _held.Remove(held);
                _begun.Add(DeliverAsync(held));
            }
        }
    }

    public QueuedEvent? Send(string functionArn, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (_next is not { } held || RequestIdOf(payload) != held.RequestId)
            {
                return functions.Send(functionArn, payload);
            }

            (held.FunctionArn, held.Payload, _next) = (functionArn, payload, null);
            _held.Add(held);
        }

        return new(GiveUpAsync());
    }

    /// <summary>Ends when all that have come are over.</summary>
    public async Task SettleAsync()
    {
        while (Begun() is { Count: > 0 } begun)
        {
            await Task.WhenAll(begun);
        }
    }

    /// <summary>What waits for the end of an operation comes; or all that wait.</summary>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> DeliverAsync(bool all)
    {
        List<Held> due;
        lock (_gate)
        {
            due = _held.FindAll(held => all || held is { Left: <= 0, WaitsForRest: true });
            _held.RemoveAll(due.Contains);
        }

        foreach (var held in due)
        {
            await functions.InvokeAsync(held.FunctionArn, held.Payload);
        }

        return due.Count > 0;
    }

    List<Task> Begun()
    {
        lock (_gate)
        {
            List<Task> begun = [.. _begun];
            _begun.Clear();
            return begun;
        }
    }

    async Task DeliverAsync(Held held)
    {
        // The other one is on its way before anything else is sent.
        var pause = TimeSpan.FromMilliseconds(20 + (held.Moment % 7 == 0 ? 0 : held.Moment));
        await Task.Delay(pause, TestContext.Current.CancellationToken);
        await functions.InvokeAsync(held.FunctionArn, held.Payload);
    }

    static async Task<FunctionRun?> GiveUpAsync()
    {
        await Task.Delay(Patience, TestContext.Current.CancellationToken);
        return null;
    }

    static string RequestIdOf(ReadOnlyMemory<byte> payload) =>
        JsonElement.Parse(payload.Span).TryGetProperty("RequestId", out var id) ? $"{id}" : "";

    sealed class Held(string requestId, string logicalId, int moment)
    {
        public string RequestId => requestId;

        public string LogicalId => logicalId;

        public int Moment => moment;

        public int Left { get; set; } = 1 + (moment % 2);

        public string FunctionArn { get; set; } = "";

        public ReadOnlyMemory<byte> Payload { get; set; }

        public bool WaitsForRest => moment % 3 == 0;
    }
}
