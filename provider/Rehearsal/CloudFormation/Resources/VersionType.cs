using System.Globalization;
using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary><c>AWS::Lambda::Version</c>: a number that only grows, from which a rollback can tell back from forth.</summary>
public sealed class VersionType(FunctionFleet functions) : IResourceType
{
    public bool StandsFor(string type) => type == "AWS::Lambda::Version";

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(request.Kind switch
        {
            RequestKind.Create => Publish(request),
            RequestKind.Update => new ResourceFailed("A version cannot be updated: it needs another logical id."),
            _ => new ResourceReady(request.PhysicalId!, new Dictionary<string, string>(StringComparer.Ordinal)),
        });

    ResourceResult Publish(ResourceRequest request)
    {
        var name = request.Properties["FunctionName"]?.GetValue<string>() ?? "";
        var arn = name.StartsWith("arn:", StringComparison.Ordinal) ? name : FunctionType.Arn(request.StackId, name);
        if (!functions.Has(arn))
        {
            return new ResourceFailed($"Function not found: {arn}");
        }

        var number = functions.Publish(arn).ToString(CultureInfo.InvariantCulture);
        return new ResourceReady(
            $"{arn}:{number}", new Dictionary<string, string>(StringComparer.Ordinal) { ["Version"] = number });
    }
}
