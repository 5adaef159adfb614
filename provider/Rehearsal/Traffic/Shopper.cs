using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>A customer who orders one piece of the shop's first product again and again.</summary>
sealed class Shopper(ShopClient client)
{
    const long Product = 1;
    const int Plenty = 1_000_000;

    readonly string _name = $"{Guid.NewGuid():N}";
    (long Customer, long Address)? _account;
    string? _unanswered;

    public long? Customer => _account?.Customer;

    /// <summary>An order was sent with a key, and has no answer yet.</summary>
    public bool IsWaiting => _unanswered is not null;

    /// <summary>Orders, after becoming a customer where that has to be.</summary>
    /// <param name="window">For the record.</param>
    /// <param name="hasKeys">Whether the API can tell an order that is sent again from another one.</param>
    /// <returns>Null: the customer was only prepared.</returns>
    public async Task<Attempt?> OrderAsync(Window window, bool hasKeys)
    {
        if (_account is null)
        {
            return await PrepareAsync() is { } error ? new(window, null, error) : null;
        }

        var key = hasKeys ? _unanswered ?? $"{Guid.NewGuid():N}" : null;
        IEnumerable<(string, string)> headers = key is null ? [] : [("Idempotency-Key", key)];
        var reply = await client.SendAsync(HttpMethod.Post, "/orders", Order(_account.Value), headers);
        if (key is not null)
        {
            // With a key the same order is sent once more; without one that could place it twice.
            _unanswered = reply.IsDoubtful ? key : null;
        }

        return reply.Status == HttpStatusCode.Created
            ? new(window, reply.Id, null)
            : new(window, null, reply.Error, reply.IsDoubtful && key is null);
    }

    async Task<string?> PrepareAsync()
    {
        var stock = string.Create(CultureInfo.InvariantCulture, $"/products/{Product}/stock");
        var level = await client.GetAsync(stock);
        var filled = level.Etag is null ? level : await client.SendAsync(
            HttpMethod.Put, stock, new() { ["available"] = Plenty }, ("If-Match", level.Etag));
        if (filled.Status != HttpStatusCode.OK)
        {
            return filled.Error;
        }

        var customer = await client.SendAsync(
            HttpMethod.Post, "/customers", new() { ["email"] = $"{_name}@example.com", ["name"] = "Ada" });
        if (customer.Status != HttpStatusCode.Created)
        {
            return customer.Error;
        }

        var addresses = string.Create(CultureInfo.InvariantCulture, $"/customers/{customer.Id}/addresses");
        var address = await client.SendAsync(HttpMethod.Post, addresses, Address());
        if (address.Status != HttpStatusCode.Created)
        {
            return address.Error;
        }

        _account = (customer.Id, address.Id);
        return null;
    }

    static JsonObject Address() => new()
    {
        ["recipient"] = "Ada",
        ["street"] = "1 Mill Lane",
        ["postcode"] = "SW1",
        ["city"] = "London",
        ["country"] = "GB",
    };

    static JsonObject Order((long Customer, long Address) account) => new()
    {
        ["customerId"] = account.Customer,
        ["addressId"] = account.Address,
        ["lines"] = new JsonArray(new JsonObject { ["productId"] = Product, ["quantity"] = 1 }),
    };
}
