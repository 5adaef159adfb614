using System.Globalization;
using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>
/// A resource that does what its properties say: <c>Seconds</c> is how long a request takes, <c>Fails</c> names the kinds that
/// fail (<c>Create,Delete</c>). Its attribute <c>Out</c> is its property <c>In</c>.
/// </summary>
/// <param name="time">Times requests.</param>
public sealed class TestType(TimeProvider time) : IResourceType
{
    public const string Name = "Test::Resource";

    public bool StandsFor(string type) => type == Name;

    public async Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        if (Property(request, "Seconds") is { Length: > 0 } seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), time, cancellationToken);
        }

        var id = request.PhysicalId ?? $"{request.StackName}-{request.LogicalId}-{request.Chance.Text("0123456789abcdef", 8)}";
        return Property(request, "Fails").Split(',').Contains($"{request.Kind}", StringComparer.Ordinal)
            ? new ResourceFailed($"{request.Kind} of {request.LogicalId} fails, as its properties say.", id)
            : new ResourceReady(id, new Dictionary<string, string>(StringComparer.Ordinal) { ["Out"] = Property(request, "In") });
    }

    static string Property(ResourceRequest request, string name) => request.Properties[name]?.GetValue<string>() ?? "";
}
