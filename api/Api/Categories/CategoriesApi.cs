using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Categories;

/// <summary>What products are found by.</summary>
static class CategoriesApi
{
    public static Resource Resource { get; } = new("Categories",
    [
        new("GET", "/categories", "listCategories", "Categories, by id.", ListAsync)
        {
            Query = [CategoryFields.Paging.After, CategoryFields.Paging.Limit], Answer = ApiJson.Default.PageCategory,
        },
        new("POST", "/categories", "addCategory", "Adds a category.", AddAsync)
        {
            Body = CategoryFields.Input, Answer = ApiJson.Default.Category, Status = 201, Etag = true, Problems = [409],
        },
        new("GET", "/categories/{categoryId}", "getCategory", "One category.", GetAsync)
        {
            Answer = ApiJson.Default.Category, Etag = true,
        },
        new("PUT", "/categories/{categoryId}", "changeCategory", "Changes a category.", ChangeAsync)
        {
            Body = CategoryFields.Input, Answer = ApiJson.Default.Category, Etag = true, IfMatch = true, Problems = [409],
        },
        new("DELETE", "/categories/{categoryId}", "removeCategory", "Removes a category that no product is in.", RemoveAsync)
        {
            Status = 204, IfMatch = true, Problems = [409],
        },
    ]);

    static async Task<Reply> ListAsync(Call call, Session session)
    {
        var paging = CategoryFields.Paging;
        var rows = await session.ListAsync(CategoryStatements.List, paging.Start(call.Query), paging.Rows(call.Query));
        return Reply.Ok(paging.Cut(call.Query, rows, category => category.Id), ApiJson.Default.PageCategory);
    }

    static async Task<Reply> GetAsync(Call call, Session session)
    {
        var category = await session.FindAsync(CategoryStatements.Find, call.Id)
            ?? throw ProblemException.NotFound("category", call.Id);
        return Reply.Ok(category, ApiJson.Default.Category, category.Version);
    }

    static async Task<Reply> AddAsync(Call call, Session session)
    {
        var category = await session.OneAsync(CategoryStatements.Add, call.BodyOf<CategoryInput>().Name);
        return Reply.Created(category, ApiJson.Default.Category, $"/categories/{category.Id}", category.Version);
    }

    static async Task<Reply> ChangeAsync(Call call, Session session)
    {
        var name = call.BodyOf<CategoryInput>().Name;
        var changed = await session.FindAsync(CategoryStatements.Change, call.Id, call.Expected, name);
        var category = await Changed.OrRefusedAsync(changed, session, CategoryStatements.Version, "category", call.Id);
        return Reply.Ok(category, ApiJson.Default.Category, category.Version);
    }

    static async Task<Reply> RemoveAsync(Call call, Session session)
    {
        var removed = await session.FindAsync(CategoryStatements.Remove, call.Id, call.Expected);
        await Changed.OrRefusedAsync(removed, session, CategoryStatements.Version, "category", call.Id);
        return Reply.NoContent;
    }
}
