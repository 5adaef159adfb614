using System.Text.Json.Serialization;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Tests.Samples;

sealed record GreetingProperties
{
    public string? Name { get; init; }

    public int Times { get; init; } = 1;
}

[JsonSerializable(typeof(GreetingProperties))]
sealed partial class GreetingContext : JsonSerializerContext;

sealed class Greeting : ICustomResource<GreetingProperties>
{
    public Task<ResourceOutcome> CreateAsync(CreateRequest<GreetingProperties> request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(Greet(request.Properties));

    public Task<ResourceOutcome> UpdateAsync(UpdateRequest<GreetingProperties> request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(Greet(request.Properties));

    public Task<ResourceOutcome> DeleteAsync(DeleteRequest<GreetingProperties> request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(new Succeeded(request.PhysicalResourceId, new Dictionary<string, string>(StringComparer.Ordinal)));

    static Succeeded Greet(GreetingProperties properties) => new(
        $"greeting:{properties.Name}",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Text"] = string.Join(' ', Enumerable.Repeat($"Hello {properties.Name}!", properties.Times)) });
}

static class GreetingFunction
{
    public static CustomResourceFunction Create(ILogger log) => new(
        new FunctionEnvironment { Http = ResponseHttp.CreateHandler(), Log = log },
        ResourceDefinition.For("Custom::Greeting", new Greeting(), GreetingContext.Default.GreetingProperties) with { Attributes = ["Text"] });
}
