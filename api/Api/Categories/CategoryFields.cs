using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Categories;

/// <summary>What a category's fields may be.</summary>
static class CategoryFields
{
    static readonly TextField Name = new("name", 1, 100);

    public static readonly ObjectField<CategoryInput> Input = new("CategoryInput", [Name], values => new(values.Get(Name)));

    public static readonly Paging Paging = new("categories");
}
