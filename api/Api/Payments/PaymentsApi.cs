using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;
using Lockstep.Api.Http.Problems;
using Lockstep.Api.Orders;

namespace Lockstep.Api.Payments;

/// <summary>Money that came for orders.</summary>
static class PaymentsApi
{
    public static Resource Resource { get; } = new("Payments",
    [
        new("GET", "/orders/{orderId}/payments", "listPayments", "An order's payments, by id.", ListAsync)
        {
            Query = [PaymentFields.Paging.After, PaymentFields.Paging.Limit], Answer = ApiJson.Default.PagePayment,
        },
        new(
            "POST", "/orders/{orderId}/payments", "addPayment",
            "Records a payment; the one that settles the order makes it paid.",
            AddAsync)
        {
            Body = PaymentFields.Input, Answer = ApiJson.Default.Payment, Status = 201, Problems = [409],
        },
        new("GET", "/payments/{paymentId}", "getPayment", "One payment.", GetAsync) { Answer = ApiJson.Default.Payment },
    ]);

    static async Task<Reply> ListAsync(Call call, Session session)
    {
        var paging = PaymentFields.Paging;
        var (orders, rows) = await session.ListBothAsync(
            OrderStatements.Find.With(call.Id),
            PaymentStatements.List.With(paging.Start(call.Query), paging.Rows(call.Query), call.Id));
        return orders.Count == 0
            ? throw ProblemException.NotFound("order", call.Id)
            : Reply.Ok(paging.Cut(call.Query, rows, payment => payment.Id), ApiJson.Default.PagePayment);
    }

    static async Task<Reply> GetAsync(Call call, Session session) => Reply.Ok(
        await session.FindAsync(PaymentStatements.Find, call.Id) ?? throw ProblemException.NotFound("payment", call.Id),
        ApiJson.Default.Payment);

    static async Task<Reply> AddAsync(Call call, Session session)
    {
        var input = call.BodyOf<PaymentInput>();
        var (_, balance) = await OrderProgress.LockAsync(session, call.Id, OrderState.Placed, "paid for");
        if (input.AmountCents > balance.OpenCents)
        {
            throw ProblemException.Conflict(
                $"Order {call.Id} has {balance.OpenCents} cents to pay.",
                new FieldError("amountCents", $"is more than the {balance.OpenCents} that are open"));
        }

        var payment = await session.OneAsync(PaymentStatements.Add, call.Id, input.Method, input.AmountCents);
        if (input.AmountCents == balance.OpenCents)
        {
            await OrderProgress.SetAsync(session, call.Id, OrderState.Paid);
        }

        return Reply.Created(payment, ApiJson.Default.Payment, $"/payments/{payment.Id}");
    }
}
