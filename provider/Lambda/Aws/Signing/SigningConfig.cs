using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Lockstep.Lambda.Aws.Signing;

/// <summary>
/// As much of a service client's configuration as AWSSDK.Core's signers look at: the region and the service.
/// </summary>
sealed class SigningConfig : ClientConfig
{
    public SigningConfig(string region, string service)
        : base(new NoDefaults())
    {
        AuthenticationRegion = region;
        AuthenticationServiceName = service;
    }

    public override string ServiceVersion => "";

    public override string UserAgent => "lockstep";

    public override string RegionEndpointServiceName => AuthenticationServiceName;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        throw new NotSupportedException("The endpoint is chosen by ServiceEndpoint.");

    sealed class NoDefaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(
            RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
            throw new NotSupportedException("No client is made of this configuration.");
    }
}
