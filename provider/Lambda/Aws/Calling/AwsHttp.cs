using System.Net;

namespace Lockstep.Lambda.Aws.Calling;

/// <summary>HTTP as calls to AWS want it.</summary>
static class AwsHttp
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        ConnectTimeout = ConnectTimeout,
        AllowAutoRedirect = false,  // a redirected request would carry its signature elsewhere
        UseCookies = false,
        ActivityHeadersPropagator = null,
        Proxy = new ProxyForOtherHosts(HttpClient.DefaultProxy),
    };

    /// <summary>The proxy of the environment, but not for stand-ins of AWS on this machine.</summary>
    sealed class ProxyForOtherHosts(IWebProxy configured) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => configured.Credentials;
            set => configured.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => configured.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || configured.IsBypassed(host);
    }
}
