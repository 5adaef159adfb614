using System.Text.RegularExpressions;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Addresses;

/// <summary>What an address's fields may be.</summary>
static partial class AddressFields
{
    static readonly TextField Recipient = new("recipient", 1, 200);
    static readonly TextField Street = new("street", 1, 200);
    static readonly TextField Postcode = new("postcode", 0, 20);
    static readonly TextField City = new("city", 1, 100);
    static readonly TextField Country = new("country", 2, 2)
    {
        Form = (CountryPattern, "two capital letters, as ISO 3166 has them"),
    };

    public static readonly ObjectField<AddressInput> Input = new(
        "AddressInput",
        [Recipient, Street, Postcode, City, Country],
        values => new(values.Get(Recipient), values.Get(Street), values.Get(Postcode), values.Get(City), values.Get(Country)));

    public static readonly Paging Paging = new("addresses");

    [GeneratedRegex("^[A-Z]{2}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    static partial Regex CountryPattern { get; }
}
