using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Payments;

/// <summary>What a payment's fields may be.</summary>
static class PaymentFields
{
    /// <summary>As the enum in the database has them.</summary>
    public static readonly IReadOnlyList<string> Methods = ["card", "transfer", "voucher"];

    static readonly ChoiceField Method = new("method", Methods);
    static readonly IntegerField AmountCents = new("amountCents", 1, 1_000_000_000_000_000);

    public static readonly ObjectField<PaymentInput> Input =
        new("PaymentInput", [Method, AmountCents], values => new(values.Get(Method), values.Get(AmountCents)));

    public static readonly Paging Paging = new("payments");
}
