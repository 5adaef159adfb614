using Lockstep.Api.Database;
using Lockstep.Api.Http.Problems;

namespace Lockstep.Api.Http;

/// <summary>Tells why a change with a version found no row: it is not there, or it is another version by now.</summary>
static class Changed
{
    public static async Task<TRow> OrRefusedAsync<TRow>(
        TRow? changed, Session session, Statement<int> version, string what, long id)
        where TRow : class => changed ?? throw await ReasonAsync(session, version, what, id);

    /// <summary>For what is locked and looked at before it is changed.</summary>
    public static void Require(int? expected, int version)
    {
        if (expected is { } number && number != version)
        {
            throw Etag.Stale();
        }
    }

    static async Task<ProblemException> ReasonAsync(Session session, Statement<int> version, string what, long id) =>
        (await session.ListAsync(version, id)).Count == 0 ? ProblemException.NotFound(what, id) : Etag.Stale();
}
