using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Stock;

namespace Lockstep.Api.Products;

/// <summary>What changes products; their stock and categories come and go with them.</summary>
static class ProductWriting
{
    public static async Task<Reply> AddAsync(Call call, Session session)
    {
        var input = call.BodyOf<ProductInput>();
        var id = await session.OneAsync(
            ProductStatements.Add, input.Sku, input.Name, input.Description, input.PriceCents, input.Active);
        await session.ListBothAsync(ProductStatements.PutInto.With(id, Ids(input)), StockStatements.Add.With(id));
        var product = await ProductReading.FindAsync(id, session);
        return Reply.Created(product, ApiJson.Default.Product, $"/products/{id}", product.Version);
    }

    public static async Task<Reply> ChangeAsync(Call call, Session session)
    {
        var input = call.BodyOf<ProductInput>();
        var changed = await session.FindAsync(
            ProductStatements.Change,
            call.Id,
            call.Expected,
            input.Sku,
            input.Name,
            input.Description,
            input.PriceCents,
            input.Active);
        await Changed.OrRefusedAsync(changed, session, ProductStatements.Version, "product", call.Id);
        await session.ListBothAsync(
            ProductStatements.TakeOut.With(call.Id, Ids(input)), ProductStatements.PutInto.With(call.Id, Ids(input)));
        return ProductReading.Shown(await ProductReading.FindAsync(call.Id, session));
    }

    public static async Task<Reply> RemoveAsync(Call call, Session session)
    {
        await session.ListBothAsync(
            ProductStatements.TakeOut.With(call.Id, Array.Empty<long>()), StockStatements.Remove.With(call.Id));
        var removed = await session.FindAsync(ProductStatements.Remove, call.Id, call.Expected);
        await Changed.OrRefusedAsync(removed, session, ProductStatements.Version, "product", call.Id);
        return Reply.NoContent;
    }

    static long[] Ids(ProductInput input) => [.. input.CategoryIds];
}
