using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Stock;

/// <summary>How many pieces can still be ordered.</summary>
static class StockApi
{
    public static Resource Resource { get; } = new("Stock",
    [
        new("GET", "/products/{productId}/stock", "getStock", "How many pieces of a product can still be ordered.", GetAsync)
        {
            Answer = ApiJson.Default.StockLevel, Etag = true,
        },
        new("PUT", "/products/{productId}/stock", "changeStock", "Sets it, after a delivery or a count.", ChangeAsync)
        {
            Body = StockFields.Input, Answer = ApiJson.Default.StockLevel, Etag = true, IfMatch = true,
        },
    ]);

    static async Task<Reply> GetAsync(Call call, Session session)
    {
        var level = await session.FindAsync(StockStatements.Find, call.Id) ?? throw ProblemException.NotFound("product", call.Id);
        return Reply.Ok(level, ApiJson.Default.StockLevel, level.Version);
    }

    static async Task<Reply> ChangeAsync(Call call, Session session)
    {
        var changed = await session.FindAsync(
            StockStatements.Change, call.Id, call.Expected, call.BodyOf<StockInput>().Available);
        var level = await Changed.OrRefusedAsync(changed, session, StockStatements.Version, "product", call.Id);
        return Reply.Ok(level, ApiJson.Default.StockLevel, level.Version);
    }
}
