using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Http;

/// <summary>Keyset pagination of one list: rows after an id, however many come and go meanwhile.</summary>
sealed class Paging(string list)
{
    const int Usual = 20;

    public CursorField After { get; } = new("after", list)
    {
        Optional = true,
        Summary = "Where to go on: what the last page gave as next.",
    };

    public IntegerField Limit { get; } = new("limit", 1, RequestLimits.PageRows)
    {
        Optional = true,
        Summary = "How many rows; 20 where it is left out.",
    };

    /// <summary>The id after which the page begins; 0 at the start.</summary>
    public long Start(FieldValues query) => query.OptionalValue(After) ?? 0;

    /// <summary>How many rows to read: one more than are shown, to know whether there is a next page.</summary>
    public int Rows(FieldValues query) => Shown(query) + 1;

    public Page<T> Cut<T>(FieldValues query, IReadOnlyList<T> rows, Func<T, long> id)
    {
        var shown = Shown(query);
        return rows.Count <= shown ? new(rows, null) : new([.. rows.Take(shown)], After.Write(id(rows[shown - 1])));
    }

    int Shown(FieldValues query) => (int?)query.OptionalValue(Limit) ?? Usual;
}
