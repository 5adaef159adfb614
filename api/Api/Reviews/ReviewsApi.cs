using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;
using Lockstep.Api.Products;

namespace Lockstep.Api.Reviews;

/// <summary>What customers think of products.</summary>
static class ReviewsApi
{
    public static Resource Resource { get; } = new("Reviews",
    [
        new("GET", "/products/{productId}/reviews", "listReviews", "A product's reviews, by id.", ListAsync)
        {
            Query = [ReviewFields.AtLeast, ReviewFields.Paging.After, ReviewFields.Paging.Limit],
            Answer = ApiJson.Default.PageReview,
        },
        new("POST", "/products/{productId}/reviews", "addReview", "Adds a customer's one review of a product.", AddAsync)
        {
            Body = ReviewFields.Input, Answer = ApiJson.Default.Review, Status = 201, Etag = true, Problems = [409, 422],
        },
        new("GET", "/reviews/{reviewId}", "getReview", "One review.", GetAsync) { Answer = ApiJson.Default.Review, Etag = true },
        new("PUT", "/reviews/{reviewId}", "changeReview", "Changes a review.", ChangeAsync)
        {
            Body = ReviewFields.Change, Answer = ApiJson.Default.Review, Etag = true, IfMatch = true,
        },
        new("DELETE", "/reviews/{reviewId}", "removeReview", "Removes a review.", RemoveAsync) { Status = 204, IfMatch = true },
    ]);

    static async Task<Reply> ListAsync(Call call, Session session)
    {
        var (query, paging) = (call.Query, ReviewFields.Paging);
        var (products, rows) = await session.ListBothAsync(
            ProductStatements.Version.With(call.Id),
            ReviewStatements.List.With(
                paging.Start(query), paging.Rows(query), call.Id, query.OptionalValue(ReviewFields.AtLeast)));
        return products.Count == 0
            ? throw ProblemException.NotFound("product", call.Id)
            : Reply.Ok(paging.Cut(query, rows, review => review.Id), ApiJson.Default.PageReview);
    }

    static async Task<Reply> GetAsync(Call call, Session session)
    {
        var review = await session.FindAsync(ReviewStatements.Find, call.Id)
            ?? throw ProblemException.NotFound("review", call.Id);
        return Reply.Ok(review, ApiJson.Default.Review, review.Version);
    }

    static async Task<Reply> AddAsync(Call call, Session session)
    {
        var input = call.BodyOf<ReviewInput>();
        var review = await session.FindAsync(
            ReviewStatements.Add, call.Id, input.CustomerId, input.Opinion.Rating, input.Opinion.Body)
            ?? throw ProblemException.NotFound("product", call.Id);
        return Reply.Created(review, ApiJson.Default.Review, $"/reviews/{review.Id}", review.Version);
    }

    static async Task<Reply> ChangeAsync(Call call, Session session)
    {
        var input = call.BodyOf<ReviewChange>();
        var changed = await session.FindAsync(ReviewStatements.Change, call.Id, call.Expected, input.Rating, input.Body);
        var review = await Changed.OrRefusedAsync(changed, session, ReviewStatements.Version, "review", call.Id);
        return Reply.Ok(review, ApiJson.Default.Review, review.Version);
    }

    static async Task<Reply> RemoveAsync(Call call, Session session)
    {
        var removed = await session.FindAsync(ReviewStatements.Remove, call.Id, call.Expected);
        await Changed.OrRefusedAsync(removed, session, ReviewStatements.Version, "review", call.Id);
        return Reply.NoContent;
    }
}
