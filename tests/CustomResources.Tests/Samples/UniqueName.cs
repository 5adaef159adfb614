using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;

namespace Lockstep.Samples;

/// <summary>A name that no other stack has, for a bucket for example: the prefix and a digest of the stack's id.</summary>
sealed class UniqueName : ICustomResource<UniqueNameProperties>
{
    public static ResourceDefinition Define() =>
        ResourceDefinition.For("Custom::UniqueName", new UniqueName(), UniqueNameJson.Default.UniqueNameProperties) with
        {
            Attributes = ["Name"],
            Validate = properties => properties.Length is < 4 or > 32 ? ["Length: 4 to 32"] : [],
        };

    public Task<ResourceOutcome> CreateAsync(CreateRequest<UniqueNameProperties> request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(Named(request.Context, request.Properties));

    public Task<ResourceOutcome> UpdateAsync(UpdateRequest<UniqueNameProperties> request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(Named(request.Context, request.Properties));

    public Task<ResourceOutcome> DeleteAsync(DeleteRequest<UniqueNameProperties> request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(new Succeeded());

    static Succeeded Named(RequestContext context, UniqueNameProperties properties)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{context.StackId}|{context.LogicalResourceId}"));
        var name = $"{properties.Prefix}-{Convert.ToHexStringLower(digest)[..properties.Length]}";
        return new Succeeded(name) { Attributes = ImmutableDictionary<string, string>.Empty.Add("Name", name) };
    }
}

sealed record UniqueNameProperties(string Prefix = "", int Length = 8);

[JsonSerializable(typeof(UniqueNameProperties))]
sealed partial class UniqueNameJson : JsonSerializerContext;
