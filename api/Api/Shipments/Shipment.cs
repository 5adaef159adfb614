namespace Lockstep.Api.Shipments;

/// <summary>A parcel on its way.</summary>
sealed record Shipment(
    long Id,
    long OrderId,
    string CarrierCode,
    string TrackingCode,
    int Version,
    DateTimeOffset ShippedAt,
    DateTimeOffset? DeliveredAt);

/// <summary>What can be written of a shipment.</summary>
sealed record ShipmentInput(string CarrierCode, string TrackingCode);

/// <summary>Who brings parcels.</summary>
sealed record Carrier(string Code, string Name);
