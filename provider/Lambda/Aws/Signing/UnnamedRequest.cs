using Amazon.Runtime;

namespace Lockstep.Lambda.Aws.Signing;

/// <summary>Stands where a service package would put its request class.</summary>
sealed class UnnamedRequest : AmazonWebServiceRequest;
