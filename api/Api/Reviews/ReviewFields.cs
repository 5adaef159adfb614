using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Reviews;

/// <summary>What a review's fields may be.</summary>
static class ReviewFields
{
    static readonly IdField Customer = new("customerId");
    static readonly IntegerField Rating = new("rating", 1, 5);
    static readonly TextField Body = new("body", 0, 5000) { Optional = true };

    public static readonly ObjectField<ReviewInput> Input = new(
        "ReviewInput", [Customer, Rating, Body], values => new(values.Get(Customer), Opinion(values)));

    public static readonly ObjectField<ReviewChange> Change = new("ReviewChange", [Rating, Body], Opinion);

    public static readonly IntegerField AtLeast = new("minRating", 1, 5)
    {
        Optional = true,
        Summary = "Only those that rate it so high.",
    };

    public static readonly Paging Paging = new("reviews");

    static ReviewChange Opinion(FieldValues values) => new((short)values.Get(Rating), values.Optional(Body) ?? "");
}
