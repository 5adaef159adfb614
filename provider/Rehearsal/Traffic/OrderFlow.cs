using Lockstep.Rehearsal.Gateway;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>Places orders through the HTTP front, one after the other and at a steady pace, and keeps the books.</summary>
/// <param name="front">The API's address.</param>
/// <param name="offer">What the API can do that is deployed now; null: it cannot take orders.</param>
/// <param name="time">Sets the pace.</param>
public sealed class OrderFlow(HttpFront front, Func<OrderOffer?> offer, TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Lock _gate = new();
    readonly List<Attempt> _attempts = [];
    readonly HashSet<long> _acknowledged = [];
    readonly ShopClient _client = new(front.Address);
    TaskCompletionSource _news = NewNews();
    Shopper? _shopper;
    Task _work = Task.CompletedTask;
    volatile bool _isStopping;
    bool _hadApi;
    bool _hasAnApi;
    int _doubtful;

    /// <summary>For the attempts that are made from now on.</summary>
    public Window Window { get; set; }

    /// <summary>Whether orders are being placed: not before there is an API that takes them.</summary>
    public bool IsFlowing => !_isStopping && (_hasAnApi || front.IsOpen) && offer() is not null;

    /// <summary>Begins an act: with new books, but the same customer.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _attempts.Clear();
        }

        _hadApi = _hasAnApi = front.IsOpen;
        (Window, _isStopping) = (Window.Before, false);
        _work = RunAsync();
    }

    /// <summary>Ends it, after the order that is on its way.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        await _work;
    }

    /// <summary>Waits until so many orders that were sent in a window have their answer, whatever it is; not where no orders are
    /// placed, and not for ever.</summary>
    public async Task SeenAsync(Window window, int count, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (IsFlowing && time.GetElapsedTime(began) < Patience)
        {
            Task news;
            lock (_gate)
            {
                if (_attempts.Count(attempt => attempt.Window == window) >= count)
                {
                    return;
                }

                news = _news.Task;
            }

            await Task.WhenAny(news, Task.Delay(Patience, time, cancellationToken));
        }
    }

    /// <summary>The books as they are.</summary>
    public Trade Close()
    {
        lock (_gate)
        {
            var waiting = _shopper?.IsWaiting == true ? 1 : 0;
            IReadOnlyCollection<long> customers = _shopper?.Customer is { } customer ? [customer] : [];
            return new([.. _attempts], [.. _acknowledged], _doubtful + waiting, customers)
            {
                HadApi = _hadApi,
                HasApi = front.IsOpen,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
    }

    async Task RunAsync()
    {
        using var pace = new PeriodicTimer(Pace, time);
        while (!_isStopping && await pace.WaitForNextTickAsync())
        {
            _hasAnApi |= front.IsOpen;
            if (_hasAnApi && offer() is { } offered)
            {
                _shopper ??= new(_client);
                Note(await _shopper.OrderAsync(Window, offered.HasKeys) is { } attempt ? attempt with { Until = Window } : null);
            }
        }
    }

    void Note(Attempt? attempt)
    {
        lock (_gate)
        {
            if (attempt is null)
            {
                return;
            }

            _attempts.Add(attempt);
            _doubtful += attempt.IsDoubtful ? 1 : 0;
            if (attempt.OrderId is { } id)
            {
                _acknowledged.Add(id);
            }

            _news.SetResult();
            _news = NewNews();
        }
    }

    static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What an API can do for somebody who orders.</summary>
/// <param name="HasKeys">It knows an order that is sent again.</param>
public sealed record OrderOffer(bool HasKeys);
