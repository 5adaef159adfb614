using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Orders;

/// <summary>What shows orders.</summary>
static class OrderReading
{
    public static async Task<Reply> ListAsync(Call call, Session session)
    {
        var (query, paging) = (call.Query, OrderFields.Paging);
        var rows = await session.ListAsync(
            OrderStatements.List,
            paging.Start(query),
            paging.Rows(query),
            query.OptionalValue(OrderFields.OfCustomer),
            query.Optional(OrderFields.WithStatus));
        return Reply.Ok(paging.Cut(query, rows, order => order.Id), ApiJson.Default.PageOrderSummary);
    }

    public static async Task<Reply> GetAsync(Call call, Session session)
    {
        var order = await FindAsync(call.Id, session);
        return Reply.Ok(order, ApiJson.Default.Order, order.Version);
    }

    public static async Task<Order> FindAsync(long id, Session session)
    {
        var (orders, lines) = await session.ListBothAsync(OrderStatements.Find.With(id), OrderStatements.Lines.With(id));
        return orders.Count == 0 ? throw ProblemException.NotFound("order", id) : Order.Of(orders[0], lines);
    }
}
