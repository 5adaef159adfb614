using Lockstep.Api.Customers;
using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Addresses;

/// <summary>Where orders go.</summary>
static class AddressesApi
{
    public static Resource Resource { get; } = new("Addresses",
    [
        new("GET", "/customers/{customerId}/addresses", "listAddresses", "A customer's addresses, by id.", ListAsync)
        {
            Query = [AddressFields.Paging.After, AddressFields.Paging.Limit], Answer = ApiJson.Default.PageAddress,
        },
        new("POST", "/customers/{customerId}/addresses", "addAddress", "Adds an address to a customer.", AddAsync)
        {
            Body = AddressFields.Input, Answer = ApiJson.Default.Address, Status = 201, Etag = true,
        },
        new(
            "GET", "/addresses/{addressId}", "getAddress",
            "One address.",
            GetAsync)
        {
            Answer = ApiJson.Default.Address, Etag = true,
        },
        new("PUT", "/addresses/{addressId}", "changeAddress", "Changes an address.", ChangeAsync)
        {
            Body = AddressFields.Input, Answer = ApiJson.Default.Address, Etag = true, IfMatch = true,
        },
        new("DELETE", "/addresses/{addressId}", "removeAddress", "Removes an address that no order went to.", RemoveAsync)
        {
            Status = 204, IfMatch = true, Problems = [409],
        },
    ]);

    static async Task<Reply> ListAsync(Call call, Session session)
    {
        var paging = AddressFields.Paging;
        var (customers, rows) = await session.ListBothAsync(
            CustomerStatements.Version.With(call.Id),
            AddressStatements.List.With(paging.Start(call.Query), paging.Rows(call.Query), call.Id));
        return customers.Count == 0
            ? throw ProblemException.NotFound("customer", call.Id)
            : Reply.Ok(paging.Cut(call.Query, rows, address => address.Id), ApiJson.Default.PageAddress);
    }

    static async Task<Reply> GetAsync(Call call, Session session)
    {
        var address = await session.FindAsync(AddressStatements.Find, call.Id)
            ?? throw ProblemException.NotFound("address", call.Id);
        return Reply.Ok(address, ApiJson.Default.Address, address.Version);
    }

    static async Task<Reply> AddAsync(Call call, Session session)
    {
        var input = call.BodyOf<AddressInput>();
        var address = await session.FindAsync(
            AddressStatements.Add, call.Id, input.Recipient, input.Street, input.Postcode, input.City, input.Country)
            ?? throw ProblemException.NotFound("customer", call.Id);
        return Reply.Created(address, ApiJson.Default.Address, $"/addresses/{address.Id}", address.Version);
    }

    static async Task<Reply> ChangeAsync(Call call, Session session)
    {
        var input = call.BodyOf<AddressInput>();
        var changed = await session.FindAsync(
            AddressStatements.Change,
            call.Id,
            call.Expected,
            input.Recipient,
            input.Street,
            input.Postcode,
            input.City,
            input.Country);
        var address = await Changed.OrRefusedAsync(changed, session, AddressStatements.Version, "address", call.Id);
        return Reply.Ok(address, ApiJson.Default.Address, address.Version);
    }

    static async Task<Reply> RemoveAsync(Call call, Session session)
    {
        var removed = await session.FindAsync(AddressStatements.Remove, call.Id, call.Expected);
        await Changed.OrRefusedAsync(removed, session, AddressStatements.Version, "address", call.Id);
        return Reply.NoContent;
    }
}
