using System.Text.Json.Serialization.Metadata;
using Lockstep.Api.Database;
using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Http;

/// <summary>One thing that can be asked for: what serves it and what the OpenAPI document says of it, in one place.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Path">With the names of its ids in braces; they are ids all.</param>
/// <param name="Name">For the document: <c>listOrders</c>.</param>
/// <param name="Summary">For a person.</param>
/// <param name="HandleAsync">Does it.</param>
sealed record Operation(string Method, string Path, string Name, string Summary, Func<Call, Session, Task<Reply>> HandleAsync)
{
    /// <summary>Parameters after the question mark; others are refused.</summary>
    public IReadOnlyList<Field> Query { get; init; } = [];

    /// <summary>What the body must be; null: there is none.</summary>
    public Field? Body { get; init; }

    /// <summary>What is answered; null: nothing.</summary>
    public JsonTypeInfo? Answer { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The caller must say which version it has seen.</summary>
    public bool IfMatch { get; init; }

    /// <summary>The answer has an ETag.</summary>
    public bool Etag { get; init; }

    /// <summary>Statuses of problems that are special to it.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];

    /// <summary>It changes nothing; what changes something happens in one transaction.</summary>
    public bool Reads => HttpMethods.IsGet(Method);

    /// <summary>It takes an Idempotency-Key.</summary>
    public bool TakesKey => HttpMethods.IsPost(Method);

    /// <summary>The ids in the path.</summary>
    public IReadOnlyList<IdField> Ids { get; } =
        [.. Path.Split('/').Where(part => part.StartsWith('{')).Select(part => new IdField(part.Trim('{', '}')))];
}
