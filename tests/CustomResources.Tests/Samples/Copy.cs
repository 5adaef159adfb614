using System.Text.Json.Serialization;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;

namespace Lockstep.Samples;

/// <summary>Copies so many pieces, which may take longer than Lambda's fifteen minutes.</summary>
sealed class Copy(Copy.IWarehouse warehouse) : ICustomResource<CopyProperties>
{
    // Longer than any piece takes.
    static readonly TimeSpan OnePiece = TimeSpan.FromMinutes(1);

    /// <summary>Where pieces are copied to, and counted.</summary>
    public interface IWarehouse
    {
        Task<int> CopiedAsync(string name, CancellationToken cancellationToken);

        Task CopyNextAsync(string name, CancellationToken cancellationToken);
    }

    public static ResourceDefinition Define(IWarehouse warehouse) =>
        ResourceDefinition.For("Custom::Copy", new Copy(warehouse), CopyJson.Default.CopyProperties);

    public Task<ResourceOutcome> CreateAsync(CreateRequest<CopyProperties> request, CancellationToken cancellationToken) =>
        CopyAsync(request.Context, request.Properties, cancellationToken);

    public Task<ResourceOutcome> UpdateAsync(UpdateRequest<CopyProperties> request, CancellationToken cancellationToken) =>
        CopyAsync(request.Context, request.Properties, cancellationToken);

    public Task<ResourceOutcome> DeleteAsync(DeleteRequest<CopyProperties> request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(new Succeeded());

    async Task<ResourceOutcome> CopyAsync(RequestContext context, CopyProperties properties, CancellationToken cancellationToken)
    {
        while (await warehouse.CopiedAsync(properties.Name, cancellationToken) is var copied && copied < properties.Pieces)
        {
            if (context.Deadline.WorkTimeLeft < OnePiece)
            {
                return context.Continuation.MayGoOn()
                    ? new Continue("")
                    : new Failed($"{copied} of {properties.Pieces} pieces were copied when the time was over.");
            }

            await warehouse.CopyNextAsync(properties.Name, cancellationToken);
        }

        return new Succeeded(properties.Name);
    }
}

sealed record CopyProperties(string Name = "copy", int Pieces = 1);

[JsonSerializable(typeof(CopyProperties))]
sealed partial class CopyJson : JsonSerializerContext;
