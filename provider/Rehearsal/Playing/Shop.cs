using System.Net;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Gateway;
using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>The API in use: somebody places orders through its front, before, during and after whatever the stack does.</summary>
sealed class Shop : IAsyncDisposable
{
    // So that a window that is shorter than a request has requests in it.
    const int AtLeast = 3;

    readonly HttpFront _front;
    readonly Casting _casting;
    readonly string? _obstacle;
    readonly OrderFlow _orders;
    readonly ShopClient _client;
    readonly WindowClock _clock = new(ShopTemplate.Migration, ShopTemplate.Api);

    public Shop(HttpFront front, Casting casting, string? obstacle)
    {
        (_front, _casting, _obstacle) = (front, casting, obstacle);
        _orders = new(front, Offer, TimeProvider.System);
        _client = new(front.Address);
    }

    /// <summary>The schema's version that the API was last deployed with.</summary>
    public string Version
    {
        get;
        set => field = value.Length > 0 ? value : field;
    } = "";

    /// <summary>Why nobody places orders; null: somebody does, as soon as there is an API.</summary>
    public string? Obstacle => _obstacle ?? Lack(_casting.New);

    /// <summary>Begins an act, with orders before anything happens.</summary>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _orders.Start();
        return _orders.SeenAsync(Window.Before, AtLeast, cancellationToken);
    }

    /// <summary>Ends an act, with orders after all has happened.</summary>
    /// <returns>The books; null when nobody could order.</returns>
    public async Task<Trade?> CloseAsync(CancellationToken cancellationToken)
    {
        await _orders.SeenAsync(Window.After, AtLeast, cancellationToken);
        var isTrading = _orders.IsFlowing;
        await _orders.StopAsync();
        return isTrading ? _orders.Close() : null;
    }

    /// <summary>What <c>/health/ready</c> says; null when there is no API to ask.</summary>
    public async Task<Readiness?> ReadinessAsync()
    {
        if (_obstacle is not null || !_front.IsOpen)
        {
            return null;
        }

        var reply = await _client.GetAsync("/health/ready");
        return new(reply.Status == HttpStatusCode.OK, $"{reply.Body?["schemaVersion"]}", reply.Error);
    }

    public async Task ObserveAsync(StackEvent told, CancellationToken cancellationToken)
    {
        var window = _clock.After(told, _orders.Window);
        if (window == _orders.Window)
        {
            return;
        }

        _orders.Window = window;
        if (window is Window.Migrated or Window.ApiChanging or Window.RollingBack)
        {
            await _orders.SeenAsync(window, AtLeast, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _orders.DisposeAsync();
        _client.Dispose();
        await _front.DisposeAsync();
    }

    // An API of an older version does not use what it cannot know.
    OrderOffer? Offer()
    {
        var part = _casting.PartOf(Version);
        return Version.Length == 0 || _obstacle is not null || Lack(part) is not null
            ? null
            : new OrderOffer(ShopSchema.HasKeys(part.Catalogue));
    }

    static string? Lack(Part part) => ShopSchema.MissingIn(part.Catalogue) is { Count: > 0 } missing
        ? $"It takes orders on a schema that has {string.Join(", ", missing)}, and {part.Names} do not make it."
        : null;
}

/// <summary>What the running API says of itself.</summary>
/// <param name="IsReady">The schema is as new as it needs, or newer.</param>
/// <param name="SchemaVersion">What it needs.</param>
/// <param name="Text">Its whole answer, in short.</param>
sealed record Readiness(bool IsReady, string SchemaVersion, string Text);
