using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Customers;

/// <summary>Who orders.</summary>
static class CustomersApi
{
    public static Resource Resource { get; } = new("Customers",
    [
        new("GET", "/customers", "listCustomers", "Customers, by id.", ListAsync)
        {
            Query = [CustomerFields.WithEmail, CustomerFields.Paging.After, CustomerFields.Paging.Limit],
            Answer = ApiJson.Default.PageCustomer,
        },
        new("POST", "/customers", "addCustomer", "Adds a customer.", AddAsync)
        {
            Body = CustomerFields.Input, Answer = ApiJson.Default.Customer, Status = 201, Etag = true, Problems = [409],
        },
        new("GET", "/customers/{customerId}", "getCustomer", "One customer.", GetAsync)
        {
            Answer = ApiJson.Default.Customer, Etag = true,
        },
        new("PUT", "/customers/{customerId}", "changeCustomer", "Changes a customer.", ChangeAsync)
        {
            Body = CustomerFields.Input, Answer = ApiJson.Default.Customer, Etag = true, IfMatch = true, Problems = [409],
        },
        new(
            "DELETE", "/customers/{customerId}", "removeCustomer",
            "Removes a customer who has neither addresses nor orders.",
            RemoveAsync)
        {
            Status = 204, IfMatch = true, Problems = [409],
        },
    ]);

    static async Task<Reply> ListAsync(Call call, Session session)
    {
        var (query, paging) = (call.Query, CustomerFields.Paging);
        var rows = await session.ListAsync(
            CustomerStatements.List, paging.Start(query), paging.Rows(query), query.Optional(CustomerFields.WithEmail));
        return Reply.Ok(paging.Cut(query, rows, customer => customer.Id), ApiJson.Default.PageCustomer);
    }

    static async Task<Reply> GetAsync(Call call, Session session)
    {
        var customer = await session.FindAsync(CustomerStatements.Find, call.Id)
            ?? throw ProblemException.NotFound("customer", call.Id);
        return Reply.Ok(customer, ApiJson.Default.Customer, customer.Version);
    }

    static async Task<Reply> AddAsync(Call call, Session session)
    {
        var input = call.BodyOf<CustomerInput>();
        var customer = await session.OneAsync(CustomerStatements.Add, input.Email, input.Name);
        return Reply.Created(customer, ApiJson.Default.Customer, $"/customers/{customer.Id}", customer.Version);
    }

    static async Task<Reply> ChangeAsync(Call call, Session session)
    {
        var input = call.BodyOf<CustomerInput>();
        var changed = await session.FindAsync(CustomerStatements.Change, call.Id, call.Expected, input.Email, input.Name);
        var customer = await Changed.OrRefusedAsync(changed, session, CustomerStatements.Version, "customer", call.Id);
        return Reply.Ok(customer, ApiJson.Default.Customer, customer.Version);
    }

    static async Task<Reply> RemoveAsync(Call call, Session session)
    {
        var removed = await session.FindAsync(CustomerStatements.Remove, call.Id, call.Expected);
        await Changed.OrRefusedAsync(removed, session, CustomerStatements.Version, "customer", call.Id);
        return Reply.NoContent;
    }
}
