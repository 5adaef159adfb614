using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Stock;

/// <summary>What the stock's fields may be.</summary>
static class StockFields
{
    static readonly IntegerField Available = new("available", 0, 1_000_000_000);

    public static readonly ObjectField<StockInput> Input = new("StockInput", [Available], values => new(values.Int(Available)));
}
