using System.Text.RegularExpressions;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Customers;

/// <summary>What a customer's fields may be.</summary>
static partial class CustomerFields
{
    static readonly TextField Name = new("name", 1, 200);

    public static readonly TextField Email = new("email", 3, 254)
    {
        Form = (EmailPattern, "an email address of at most 254 characters"),
    };

    public static readonly ObjectField<CustomerInput> Input =
        new("CustomerInput", [Email, Name], values => new(values.Get(Email), values.Get(Name)));

    /// <summary>The filter, which finds it however it is written.</summary>
    public static readonly TextField WithEmail = new("email", 1, 254)
    {
        Optional = true,
        Summary = "Only the customer with this email.",
    };

    public static readonly Paging Paging = new("customers");

    // Whether it exists, only a mail can tell.
    [GeneratedRegex(@"^[^\s@]+@[^\s@]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    static partial Regex EmailPattern { get; }
}
