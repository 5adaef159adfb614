namespace Lockstep.Api.Addresses;

/// <summary>Where an order goes.</summary>
sealed record Address(
    long Id,
    long CustomerId,
    string Recipient,
    string Street,
    string Postcode,
    string City,
    string Country,
    int Version,
    DateTimeOffset CreatedAt);

/// <summary>What can be written of an address.</summary>
sealed record AddressInput(string Recipient, string Street, string Postcode, string City, string Country);
