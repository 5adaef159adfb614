namespace Lockstep.CustomResources.Responses;

/// <summary>The wire to S3.</summary>
public static class ResponseHttp
{
    /// <summary>
    /// A handler without proxy, redirects or cookies that gives up connecting after 5 s. The caller disposes it.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.Zero,
        UseCookies = false,
        UseProxy = false,
    };
}
