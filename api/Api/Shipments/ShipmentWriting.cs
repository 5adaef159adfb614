using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;
using Lockstep.Api.Orders;

namespace Lockstep.Api.Shipments;

/// <summary>What sends parcels and records that they have come; the order goes with them.</summary>
static class ShipmentWriting
{
    public static async Task<Reply> AddAsync(Call call, Session session)
    {
        var input = call.BodyOf<ShipmentInput>();
        await OrderProgress.LockAsync(session, call.Id, OrderState.Paid, "shipped");
        var shipment = await session.OneAsync(ShipmentStatements.Add, call.Id, input.CarrierCode, input.TrackingCode);
        await OrderProgress.SetAsync(session, call.Id, OrderState.Shipped);
        return Reply.Created(shipment, ApiJson.Default.Shipment, $"/shipments/{shipment.Id}", shipment.Version);
    }

    public static async Task<Reply> DeliverAsync(Call call, Session session)
    {
        var found = await ShipmentReading.FindAsync(call.Id, session);
        Changed.Require(call.Expected, found.Version);
        await OrderProgress.LockAsync(session, found.OrderId, OrderState.Shipped, "delivered");

        // It was read before the lock: another request may have been faster.
        var shipment = await session.FindAsync(ShipmentStatements.Deliver, call.Id, call.Expected)
            ?? throw ProblemException.Conflict($"Shipment {call.Id} was delivered before.");
        await OrderProgress.SetAsync(session, found.OrderId, OrderState.Delivered);
        return Reply.Ok(shipment, ApiJson.Default.Shipment, shipment.Version);
    }
}
