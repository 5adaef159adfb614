using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Functions;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary><c>AWS::Lambda::Function</c>: its code and its variables; the rest changes nothing here.</summary>
public sealed class FunctionType(FunctionFleet functions) : IResourceType
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public bool StandsFor(string type) => type == "AWS::Lambda::Function";

    public async Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        CreateOnly.RefuseReplacement(request);
        var name = request.PhysicalId
            ?? $"{request.StackName}-{request.LogicalId}-{request.Chance.Text(Letters, 12)}";
        var arn = Arn(request.StackId, name);
        if (request.Kind == RequestKind.Delete)
        {
            await functions.RemoveAsync(arn);
            return new ResourceReady(name, Nothing);
        }

        var code = Code(request);
        if (!functions.HasImage(code))
        {
            return new ResourceFailed(NoImage(code.Name, request.Chance));
        }

        await functions.DeployAsync(arn, code, Variables(request.Properties));
        return new ResourceReady(name, new Dictionary<string, string>(StringComparer.Ordinal) { ["Arn"] = arn });
    }

    internal static string Arn(string stackId, string name) =>
        stackId.Split(':') is [_, var partition, _, var region, var account, ..]
            ? $"arn:{partition}:lambda:{region}:{account}:function:{name}"
            : throw new ArgumentException($"{stackId} is no ARN of a stack.", nameof(stackId));

    static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    static FunctionCode Code(ResourceRequest request) => request.Properties["Code"] switch
    {
        { } code when code["ImageUri"] is { } uri => FunctionCode.Image(uri.GetValue<string>()),
        { } code when code["ZipFile"] is { } text => FunctionCode.Inline(text.GetValue<string>()),
        _ => throw TemplateException.NotSupported(request.LogicalId, "code other than ImageUri or ZipFile"),
    };

    static Dictionary<string, string> Variables(JsonObject properties) =>
        (properties["Environment"]?["Variables"] as JsonObject ?? [])
            .ToDictionary(variable => variable.Key, variable => variable.Value!.GetValue<string>(), StringComparer.Ordinal);

    // Lambda's words, as CloudFormation passes them on.
    static string NoImage(string image, Chance chance)
    {
        var (request, token) = (chance.Uuid(), chance.Uuid());
        return $"Resource handler returned message: \"Source image {image} does not exist. Provide a valid source image. "
            + $"(Service: Lambda, Status Code: 400, Request ID: {request})\" "
            + $"(RequestToken: {token}, HandlerErrorCode: InvalidRequest)";
    }
}
