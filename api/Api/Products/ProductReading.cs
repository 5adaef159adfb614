using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Products;

/// <summary>What shows products.</summary>
static class ProductReading
{
    public static async Task<Reply> ListAsync(Call call, Session session)
    {
        var (query, paging) = (call.Query, ProductFields.Paging);
        var rows = await session.ListAsync(
            ProductStatements.List,
            paging.Start(query),
            paging.Rows(query),
            query.OptionalValue(ProductFields.IsActive),
            query.OptionalValue(ProductFields.AtMost),
            query.Optional(ProductFields.Named),
            query.OptionalValue(ProductFields.InCategory));
        return Reply.Ok(paging.Cut(query, rows, product => product.Id), ApiJson.Default.PageProduct);
    }

    public static async Task<Reply> GetAsync(Call call, Session session) => Shown(await FindAsync(call.Id, session));

    public static async Task<Product> FindAsync(long id, Session session) =>
        await session.FindAsync(ProductStatements.Find, id) ?? throw ProblemException.NotFound("product", id);

    public static Reply Shown(Product product) => Reply.Ok(product, ApiJson.Default.Product, product.Version);
}
