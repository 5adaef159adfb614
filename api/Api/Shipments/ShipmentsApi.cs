using Lockstep.Api.Http;

namespace Lockstep.Api.Shipments;

/// <summary>Parcels on their way.</summary>
static class ShipmentsApi
{
    public static Resource Resource { get; } = new("Shipments",
    [
        new(
            "GET", "/carriers", "listCarriers",
            "All carriers.",
            ShipmentReading.CarriersAsync)
        {
            Answer = ApiJson.Default.PageCarrier,
        },
        new("GET", "/orders/{orderId}/shipments", "listShipments", "An order's shipments, by id.", ShipmentReading.ListAsync)
        {
            Query = [ShipmentFields.Paging.After, ShipmentFields.Paging.Limit], Answer = ApiJson.Default.PageShipment,
        },
        new("POST", "/orders/{orderId}/shipments", "addShipment", "Ships an order that is paid.", ShipmentWriting.AddAsync)
        {
            Body = ShipmentFields.Input, Answer = ApiJson.Default.Shipment, Status = 201, Etag = true, Problems = [409, 422],
        },
        new("GET", "/shipments/{shipmentId}", "getShipment", "One shipment.", ShipmentReading.GetAsync)
        {
            Answer = ApiJson.Default.Shipment, Etag = true,
        },
        new(
            "POST", "/shipments/{shipmentId}/delivery", "deliverShipment",
            "Records that a shipment has arrived.",
            ShipmentWriting.DeliverAsync)
        {
            Answer = ApiJson.Default.Shipment, Etag = true, IfMatch = true, Problems = [409],
        },
    ]);
}
