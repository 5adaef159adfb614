using Lockstep.Api.Database;
using Lockstep.Api.Http.Idempotency;

namespace Lockstep.Api.Http;

/// <summary>Request → call → work in the database → reply.</summary>
sealed class Serving(Operation operation, ShopDatabase database)
{
    public async Task HandleAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var body = await ReadBodyAsync(context.Request, cancellationToken);
        var call = CallReader.Read(operation, context.Request, body);
        var key = operation.TakesKey ? IdempotencyKey.Of(context.Request, body) : null;
        var reply = operation.Reads
            ? await database.ReadAsync(session => operation.HandleAsync(call, session), cancellationToken)
            : await database.InTransactionAsync(session => ReplyAsync(call, key, session), cancellationToken);
        await reply.WriteAsync(context);
    }

    async Task<Reply> ReplyAsync(Call call, IdempotencyKey? key, Session session)
    {
        if (key is null)
        {
            return await operation.HandleAsync(call, session);
        }

        if (await key.FindAsync(session) is { } earlier)
        {
            return earlier;
        }

        var reply = await operation.HandleAsync(call, session);
        await key.KeepAsync(session, reply);
        return reply;
    }

    // Also where none is expected: it counts against the limit.
    static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
