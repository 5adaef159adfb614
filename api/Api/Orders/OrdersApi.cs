using Lockstep.Api.Http;

namespace Lockstep.Api.Orders;

/// <summary>What customers have ordered.</summary>
static class OrdersApi
{
    public static Resource Resource { get; } = new("Orders",
    [
        new("GET", "/orders", "listOrders", "Orders, by id.", OrderReading.ListAsync)
        {
            Query = [OrderFields.OfCustomer, OrderFields.WithStatus, OrderFields.Paging.After, OrderFields.Paging.Limit],
            Answer = ApiJson.Default.PageOrderSummary,
        },
        new(
            "POST", "/orders", "placeOrder",
            "Places an order and takes its pieces from the stock, both or neither.",
            OrderPlacing.PlaceAsync)
        {
            Body = OrderFields.Input, Answer = ApiJson.Default.Order, Status = 201, Etag = true, Problems = [409, 422],
        },
        new("GET", "/orders/{orderId}", "getOrder", "One order with its lines.", OrderReading.GetAsync)
        {
            Answer = ApiJson.Default.Order, Etag = true,
        },
        new(
            "POST", "/orders/{orderId}/cancellation", "cancelOrder",
            "Cancels an unpaid order; its pieces go back to the stock.",
            OrderProgress.CancelAsync)
        {
            Answer = ApiJson.Default.Order, Etag = true, IfMatch = true, Problems = [409],
        },
    ]);
}
