using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Orders;

/// <summary>What an order's fields may be.</summary>
static class OrderFields
{
    static readonly IdField Customer = new("customerId");
    static readonly IdField Address = new("addressId");
    static readonly TextField Note = new("note", 1, 500) { Optional = true };
    static readonly IdField Product = new("productId");
    static readonly IntegerField Quantity = new("quantity", 1, 1000);

    static readonly ObjectField<LineInput> Line = new(
        "LineInput", [Product, Quantity], values => new(values.Get(Product), values.Int(Quantity)));

    static readonly ListField<LineInput> Lines = new("lines", Line, 1, 100);

    public static readonly ObjectField<OrderInput> Input = new(
        "OrderInput",
        [Customer, Address, Note, Lines],
        values => new(values.Get(Customer), values.Get(Address), values.Optional(Note), values.Get(Lines)));

    public static readonly IdField OfCustomer = new("customerId") { Optional = true, Summary = "Only those of this customer." };

    public static readonly ChoiceField WithStatus = new("status", OrderState.All)
    {
        Optional = true,
        Summary = "Only those with this status.",
    };

    public static readonly Paging Paging = new("orders");
}
