using Lockstep.Api.Http;

namespace Lockstep.Api.Products;

/// <summary>What can be ordered.</summary>
static class ProductsApi
{
    public static Resource Resource { get; } = new("Products",
    [
        new("GET", "/products", "listProducts", "Products, by id.", ProductReading.ListAsync)
        {
            Query =
            [
                ProductFields.InCategory, ProductFields.IsActive, ProductFields.Named, ProductFields.AtMost,
                ProductFields.Paging.After, ProductFields.Paging.Limit,
            ],
            Answer = ApiJson.Default.PageProduct,
        },
        new("POST", "/products", "addProduct", "Adds a product, with nothing of it in stock.", ProductWriting.AddAsync)
        {
            Body = ProductFields.Input, Answer = ApiJson.Default.Product, Status = 201, Etag = true, Problems = [409, 422],
        },
        new("GET", "/products/{productId}", "getProduct", "One product.", ProductReading.GetAsync)
        {
            Answer = ApiJson.Default.Product, Etag = true,
        },
        new("PUT", "/products/{productId}", "changeProduct", "Changes a product.", ProductWriting.ChangeAsync)
        {
            Body = ProductFields.Input, Answer = ApiJson.Default.Product, Etag = true, IfMatch = true, Problems = [409, 422],
        },
        new(
            "DELETE", "/products/{productId}", "removeProduct",
            "Removes a product that nobody has ordered or reviewed.",
            ProductWriting.RemoveAsync)
        {
            Status = 204, IfMatch = true, Problems = [409],
        },
    ]);
}
