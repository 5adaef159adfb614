using Lockstep.Rehearsal.Gateway;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary><c>AWS::ApiGatewayV2::Api</c> as SAM makes one for a function: every request goes to it. Its stage and its permission
/// stand there without doing anything.</summary>
public sealed class HttpApiType(HttpFront front) : IResourceType
{
    const string Characters = "abcdefghijklmnopqrstuvwxyz0123456789";

    public bool StandsFor(string type) => type == "AWS::ApiGatewayV2::Api";

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        CreateOnly.RefuseReplacement(request);
        var id = request.PhysicalId ?? request.Chance.Text(Characters, 10);
        if (request.Kind == RequestKind.Delete)
        {
            front.Close();
        }
        else if (request.Properties["Target"]?.GetValue<string>() is { } function)
        {
            front.Open(id, FunctionType.Arn(request.StackId, function));
        }

        return Task.FromResult<ResourceResult>(
            new ResourceReady(id, new Dictionary<string, string>(StringComparer.Ordinal)));
    }
}
