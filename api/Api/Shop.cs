using Lockstep.Api.Addresses;
using Lockstep.Api.Categories;
using Lockstep.Api.Customers;
using Lockstep.Api.Http;
using Lockstep.Api.Orders;
using Lockstep.Api.Payments;
using Lockstep.Api.Products;
using Lockstep.Api.Reviews;
using Lockstep.Api.Shipments;
using Lockstep.Api.Stock;

namespace Lockstep.Api;

/// <summary>All that the API has.</summary>
static class Shop
{
    public static IReadOnlyList<Resource> Resources { get; } =
    [
        CustomersApi.Resource,
        AddressesApi.Resource,
        CategoriesApi.Resource,
        ProductsApi.Resource,
        StockApi.Resource,
        OrdersApi.Resource,
        PaymentsApi.Resource,
        ShipmentsApi.Resource,
        ReviewsApi.Resource,
    ];
}
