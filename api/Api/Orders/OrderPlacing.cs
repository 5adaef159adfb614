using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;
using Lockstep.Api.Http.Problems;
using Lockstep.Api.Stock;

namespace Lockstep.Api.Orders;

/// <summary>Places an order and takes its pieces from the stock, both or neither.</summary>
static class OrderPlacing
{
    public static async Task<Reply> PlaceAsync(Call call, Session session)
    {
        var input = call.BodyOf<OrderInput>();
        RefuseRepeated(input);
        long[] products = [.. input.Lines.Select(line => line.ProductId)];
        int[] quantities = [.. input.Lines.Select(line => line.Quantity)];

        // From here on nobody else takes from these products' stock.
        var (levels, offers) = await session.ListBothAsync(
            StockStatements.Lock.With(products), OrderStatements.Offers.With(products));
        RefuseMissing(input, offers);
        RefuseTooMany(input, levels);
        int[] prices = [.. products.Select(id => offers.Single(offer => offer.Id == id).PriceCents)];
        var total = prices.Zip(quantities, (price, quantity) => (long)price * quantity).Sum();
        var (_, placed) = await session.ListBothAsync(
            StockStatements.Take.With(products, quantities),
            OrderStatements.Place.With(input.CustomerId, input.AddressId, input.Note, products, quantities, prices, total));
        return placed.Count == 0
            ? throw ProblemException.Unprocessable(new FieldError("addressId", "is no address of this customer"))
            : Created(Order.Of(placed[0], Lines(input, prices)));
    }

    static List<OrderLine> Lines(OrderInput input, int[] prices) =>
        [.. input.Lines.Select((line, index) => new OrderLine(index + 1, line.ProductId, line.Quantity, prices[index]))];

    static Reply Created(Order order) => Reply.Created(order, ApiJson.Default.Order, $"/orders/{order.Id}", order.Version);

    static void RefuseRepeated(OrderInput input)
    {
        var repeated = input.Lines.Index().FirstOrDefault(
            line => input.Lines.Take(line.Index).Any(earlier => earlier.ProductId == line.Item.ProductId));
        if (repeated.Item is not null)
        {
            throw ProblemException.Invalid(new FieldError($"lines[{repeated.Index}].productId", "is in an earlier line"));
        }
    }

    static void RefuseMissing(OrderInput input, IReadOnlyList<OfferedProduct> offers)
    {
        List<FieldError> missing =
        [
            .. input.Lines.Index()
                .Where(line => !offers.Any(offer => offer.Id == line.Item.ProductId && offer.Active))
                .Select(line => new FieldError($"lines[{line.Index}].productId", "names no product that can be ordered")),
        ];
        if (missing.Count > 0)
        {
            throw ProblemException.Unprocessable(missing);
        }
    }

    static void RefuseTooMany(OrderInput input, IReadOnlyList<StockLevel> levels)
    {
        List<FieldError> lacking = [];
        foreach (var (index, line) in input.Lines.Index())
        {
            var available = levels.FirstOrDefault(level => level.ProductId == line.ProductId)?.Available ?? 0;
            if (line.Quantity > available)
            {
                lacking.Add(new($"lines[{index}].quantity", $"is more than the {available} in stock"));
            }
        }

        if (lacking.Count > 0)
        {
            throw ProblemException.Conflict("There is not enough in stock.", lacking);
        }
    }
}
