namespace Lockstep.Api.Http;

/// <summary>How large a request may be.</summary>
static class RequestLimits
{
    public const int BodyBytes = 64 * 1024;

    /// <summary>More than API Gateway lets through (10 KiB): what is longer the server refuses without a problem document.
    /// </summary>
    public const int LineBytes = 32 * 1024;

    /// <summary>Of nesting: an order, its lines, a line.</summary>
    public const int JsonDepth = 8;

    public const int PageRows = 100;
}
