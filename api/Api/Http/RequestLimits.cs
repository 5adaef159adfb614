namespace Lockstep.Api.Http;

/// <summary>How large a request may be.</summary>
static class RequestLimits
{
    public const int BodyBytes = 64 * 1024;

    /// <summary>Of nesting: an order, its lines, a line.</summary>
    public const int JsonDepth = 8;

    public const int PageRows = 100;
}
