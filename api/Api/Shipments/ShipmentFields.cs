using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Shipments;

/// <summary>What a shipment's fields may be.</summary>
static class ShipmentFields
{
    static readonly TextField Carrier = new("carrierCode", 1, 40);
    static readonly TextField Tracking = new("trackingCode", 1, 100);

    public static readonly ObjectField<ShipmentInput> Input =
        new("ShipmentInput", [Carrier, Tracking], values => new(values.Get(Carrier), values.Get(Tracking)));

    public static readonly Paging Paging = new("shipments");
}
