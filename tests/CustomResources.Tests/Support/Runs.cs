using System.Text;
using System.Text.Json;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>Lambda's queue: takes the events of next runs, for the test to deliver.</summary>
sealed class Runs
{
    readonly Lock _gate = new();
    readonly Queue<byte[]> _waiting = new();
    readonly List<byte[]> _all = [];

    /// <summary>Every event that was taken.</summary>
    public IReadOnlyList<byte[]> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>What the only one of them hands on.</summary>
    public JsonElement HandedOn => JsonElement.Parse(All.ShouldHaveSingleItem()).GetProperty("LockstepContinuation");

    public string Text => Encoding.UTF8.GetString(All.ShouldHaveSingleItem());

    public Task TakeAsync(string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        functionArn.ShouldBe(Events.FunctionArn);
        lock (_gate)
        {
            _all.Add(payload.ToArray());
            _waiting.Enqueue(_all[^1]);
        }

        return Task.CompletedTask;
    }

    public bool TryNext(out byte[] payload)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out payload!);
        }
    }
}
