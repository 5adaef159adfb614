using System.Text.RegularExpressions;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Products;

/// <summary>What a product's fields may be.</summary>
static partial class ProductFields
{
    static readonly TextField Sku = new("sku", 1, 40) { Form = (SkuPattern, "1 to 40 capital letters, digits and hyphens") };
    static readonly TextField Name = new("name", 1, 200);
    static readonly TextField Description = new("description", 0, 2000) { Optional = true };
    static readonly IntegerField PriceCents = new("priceCents", 0, 100_000_000);
    static readonly BooleanField Active = new("active")
    {
        Optional = true,
        Summary = "Whether it can be ordered; true where it is left out.",
    };
    static readonly ListField<long> CategoryIds = new("categoryIds", new IdField("categoryId"), 0, 20) { Optional = true };

    public static readonly ObjectField<ProductInput> Input = new(
        "ProductInput",
        [Sku, Name, Description, PriceCents, Active, CategoryIds],
        values => new(
            values.Get(Sku),
            values.Get(Name),
            values.Optional(Description) ?? "",
            values.Int(PriceCents),
            values.OptionalValue(Active) ?? true,
            [.. (values.Optional(CategoryIds) ?? []).Distinct()]));

    public static readonly IdField InCategory = new("categoryId") { Optional = true, Summary = "Only those in this category." };

    public static readonly BooleanField IsActive = new("active")
    {
        Optional = true,
        Summary = "Only those that can be ordered, or cannot.",
    };

    public static readonly TextField Named = new("name", 1, 200)
    {
        Optional = true,
        Summary = "Only those with this in their name.",
    };

    public static readonly IntegerField AtMost = new("maxPriceCents", 0, 100_000_000)
    {
        Optional = true,
        Summary = "Only those that cost no more.",
    };

    public static readonly Paging Paging = new("products");

    [GeneratedRegex("^[A-Z0-9-]{1,40}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    static partial Regex SkuPattern { get; }
}
