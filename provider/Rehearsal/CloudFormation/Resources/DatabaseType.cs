using System.Globalization;
using System.Security.Cryptography;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary><c>AWS::RDS::DBCluster</c> and its instances: the PostgreSQL of the rehearsal, which is there already.</summary>
/// <param name="host">Where it listens.</param>
/// <param name="port">Where it listens.</param>
public sealed class DatabaseType(string host, int port) : IResourceType
{
    const string Cluster = "AWS::RDS::DBCluster";
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    bool _isProtected = true;

    /// <summary>As an operator does before a stack with <c>DeletionProtection</c> can be deleted.</summary>
    public void LiftDeletionProtection() => _isProtected = false;

    public bool StandsFor(string type) => type is Cluster or "AWS::RDS::DBInstance";

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Handle(request));

    ResourceResult Handle(ResourceRequest request)
    {
        var isProtected = _isProtected && request.Properties["DeletionProtection"]?.GetValue<string>() == "true";
        if (request.Kind == RequestKind.Delete && isProtected)
        {
            return new ResourceFailed(Protected);
        }

        var id = request.PhysicalId ?? $"{request.StackName}-{request.LogicalId}-{Random(12)}".ToLowerInvariant();
        return new ResourceReady(id, Attributes(request, id));
    }

    Dictionary<string, string> Attributes(ResourceRequest request, string id)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Endpoint.Address"] = host,
            ["Endpoint.Port"] = port.ToString(CultureInfo.InvariantCulture),
        };
        if (request.Type == Cluster)
        {
            attributes["MasterUserSecret.SecretArn"] =
                $"arn:aws:secretsmanager:{request.Region}:{request.AccountId}:secret:rds!{id}-{Random(6)}";
            attributes["DBClusterResourceId"] = $"cluster-{Random(26)}";
        }

        return attributes;
    }

    static string Random(int length) => RandomNumberGenerator.GetString(Letters, length);

    // RDS's words, as CloudFormation passes them on.
    static string Protected =>
        "Resource handler returned message: \"Cannot delete protected Cluster, please disable deletion protection and try again. "
        + $"(Service: Rds, Status Code: 400, Request ID: {Guid.NewGuid()})\" (RequestToken: {Guid.NewGuid()}, "
        + "HandlerErrorCode: InvalidRequest)";
}
