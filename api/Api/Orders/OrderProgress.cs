using Lockstep.Api.Database;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Problems;
using Lockstep.Api.Stock;

namespace Lockstep.Api.Orders;

/// <summary>Takes an order from one status to the next.</summary>
static class OrderProgress
{
    /// <summary>Holds an order until the transaction ends, so that two changes of it come one after the other.</summary>
    /// <exception cref="ProblemException">There is none, or it has another status.</exception>
    public static async Task<(OrderState State, OrderBalance Balance)> LockAsync(
        Session session, long id, string status, string toBe)
    {
        var (states, balances) = await session.ListBothAsync(
            OrderStateStatements.Lock.With(id), OrderStateStatements.Balance.With(id));
        var state = states.SingleOrDefault() ?? throw ProblemException.NotFound("order", id);
        return state.Status == status
            ? (state, balances[0])
            : throw ProblemException.Conflict($"Order {id} is {state.Status}; only one that is {status} can be {toBe}.");
    }

    public static Task<OrderState> SetAsync(Session session, long id, string status) =>
        session.OneAsync(OrderStateStatements.Set, id, status);

    public static async Task<Reply> CancelAsync(Call call, Session session)
    {
        var (state, balance) = await LockAsync(session, call.Id, OrderState.Placed, "cancelled");
        Changed.Require(call.Expected, state.Version);
        if (balance.PaidCents > 0)
        {
            throw ProblemException.Conflict($"A part of order {call.Id} has been paid; it cannot be cancelled.");
        }

        await session.ListBothAsync(OrderStateStatements.LockStock.With(call.Id), StockStatements.GiveBack.With(call.Id));
        await SetAsync(session, call.Id, OrderState.Cancelled);
        var order = await OrderReading.FindAsync(call.Id, session);
        return Reply.Ok(order, ApiJson.Default.Order, order.Version);
    }
}
