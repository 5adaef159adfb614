using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Http;

/// <summary>One request, read and checked.</summary>
/// <param name="Ids">Of the path, from left to right.</param>
/// <param name="Query">Its parameters.</param>
/// <param name="Body">What the body was made into; null where there is none.</param>
/// <param name="Expected">The version of If-Match; null: any.</param>
sealed record Call(IReadOnlyList<long> Ids, FieldValues Query, object? Body, int? Expected)
{
    /// <summary>The one id of the path.</summary>
    public long Id => Ids[0];

    public T BodyOf<T>() => (T)Body!;
}
