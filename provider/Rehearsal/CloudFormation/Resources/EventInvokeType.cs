using System.Globalization;
using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary><c>AWS::Lambda::EventInvokeConfig</c>: retries, and who is told when they are over. Only of <c>$LATEST</c>, which is
/// what CloudFormation invokes; what is set for an alias or a version changes nothing here, as on AWS.</summary>
public sealed class EventInvokeType(FunctionFleet functions) : IResourceType
{
    const string Hexadecimal = "0123456789abcdef";

    public bool StandsFor(string type) => type == "AWS::Lambda::EventInvokeConfig";

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        if (request.Properties["Qualifier"]?.GetValue<string>() == "$LATEST")
        {
            var function = $"{request.Properties["FunctionName"]}";
            functions.Configure(
                function.StartsWith("arn:", StringComparison.Ordinal) ? function : FunctionType.Arn(request.StackId, function),
                request.Kind == RequestKind.Delete ? null : Read(request));
        }

        var id = CreateOnly.KeptId(request)
            ?? $"{request.StackName}-{request.LogicalId}-{request.Chance.Text(Hexadecimal, 17)}";
        return Task.FromResult<ResourceResult>(
            new ResourceReady(id, new Dictionary<string, string>(StringComparer.Ordinal)));
    }

    static AsyncDelivery Read(ResourceRequest request) => new(
        Number(request, "MaximumRetryAttempts") ?? AsyncDelivery.Default.MaximumRetryAttempts,
        Number(request, "MaximumEventAgeInSeconds") is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : AsyncDelivery.Default.MaximumEventAge,
        request.Properties["DestinationConfig"]?["OnFailure"]?["Destination"]?.GetValue<string>());

    static int? Number(ResourceRequest request, string property) =>
        request.Properties[property]?.GetValue<string>() is { } digits ? int.Parse(digits, CultureInfo.InvariantCulture) : null;
}
