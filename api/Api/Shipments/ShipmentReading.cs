using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;
using Lockstep.Api.Orders;

namespace Lockstep.Api.Shipments;

/// <summary>What shows shipments.</summary>
static class ShipmentReading
{
    public static async Task<Reply> CarriersAsync(Call call, Session session) =>
        Reply.Ok(new Page<Carrier>(await session.ListAsync(ShipmentStatements.Carriers), null), ApiJson.Default.PageCarrier);

    public static async Task<Reply> ListAsync(Call call, Session session)
    {
        var paging = ShipmentFields.Paging;
        var (orders, rows) = await session.ListBothAsync(
            OrderStatements.Find.With(call.Id),
            ShipmentStatements.List.With(paging.Start(call.Query), paging.Rows(call.Query), call.Id));
        return orders.Count == 0
            ? throw ProblemException.NotFound("order", call.Id)
            : Reply.Ok(paging.Cut(call.Query, rows, shipment => shipment.Id), ApiJson.Default.PageShipment);
    }

    public static async Task<Reply> GetAsync(Call call, Session session)
    {
        var shipment = await FindAsync(call.Id, session);
        return Reply.Ok(shipment, ApiJson.Default.Shipment, shipment.Version);
    }

    public static async Task<Shipment> FindAsync(long id, Session session) =>
        await session.FindAsync(ShipmentStatements.Find, id) ?? throw ProblemException.NotFound("shipment", id);
}
