using System.Collections.Concurrent;
using System.Globalization;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary><c>AWS::RDS::DBCluster</c> and its instances: the PostgreSQL of the rehearsal, which is there already.</summary>
/// <param name="host">Where it listens.</param>
/// <param name="port">Where it listens.</param>
public sealed class DatabaseType(string host, int port) : IResourceType
{
    const string Cluster = "AWS::RDS::DBCluster";
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _attributes = new(StringComparer.Ordinal);
    bool _isProtected = true;

    /// <summary>Makes the database that a cluster begins with, where one of another <c>DatabaseName</c> takes its place on the
    /// same server; null: such an update is an error, as those of other properties are that need another cluster.</summary>
    public Func<string, CancellationToken, Task>? MakeDatabaseAsync { get; init; }

    /// <summary>Makes the secret of a cluster's master user, whose name is given, and gives its ARN; null: there is nobody to
    /// ask for it, and the ARN leads nowhere.</summary>
    public Func<string, string>? MakeSecret { get; init; }

    /// <summary>As an operator does before a stack with <c>DeletionProtection</c> can be deleted.</summary>
    public void LiftDeletionProtection() => _isProtected = false;

    public bool StandsFor(string type) => type is Cluster or "AWS::RDS::DBInstance";

    public async Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        if (request.Type == Cluster && CreateOnly.ChangedBy(request) is { Count: > 0 } changed)
        {
            await ReplaceAsync(request, string.Join(", ", changed), cancellationToken);
        }

        return Handle(request);
    }

    Task ReplaceAsync(ResourceRequest request, string changed, CancellationToken cancellationToken) =>
        changed == "DatabaseName" && MakeDatabaseAsync is { } makeAsync
            ? makeAsync($"{request.Properties[changed]}", cancellationToken)
            : throw TemplateException.NotSupported(request.LogicalId, $"another {changed}, which replaces the database,");

    ResourceResult Handle(ResourceRequest request)
    {
        var isProtected = _isProtected && request.Properties["DeletionProtection"]?.GetValue<string>() == "true";
        if (request.Kind == RequestKind.Delete && isProtected)
        {
            return new ResourceFailed(Protected(request.Chance));
        }

        var id = CreateOnly.KeptId(request)
            ?? $"{request.StackName}-{request.LogicalId}-{request.Chance.Text(Letters, 12)}".ToLowerInvariant();
        return new ResourceReady(id, _attributes.GetOrAdd(id, _ => Attributes(request, id)));
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
            attributes["MasterUserSecret.SecretArn"] = MakeSecret?.Invoke($"rds!{id}")
                ?? $"arn:aws:secretsmanager:{request.Region}:{request.AccountId}:secret:"
                    + $"rds!{id}-{request.Chance.Text(Letters, 6)}";
            attributes["DBClusterResourceId"] = $"cluster-{request.Chance.Text(Letters, 26)}";
        }

        return attributes;
    }

    // RDS's words, as CloudFormation passes them on.
    static string Protected(Chance chance) =>
        "Resource handler returned message: \"Cannot delete protected Cluster, please disable deletion protection and try again. "
        + $"(Service: Rds, Status Code: 400, Request ID: {chance.Uuid()})\" (RequestToken: {chance.Uuid()}, "
        + "HandlerErrorCode: InvalidRequest)";
}
