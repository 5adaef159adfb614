using System.Text.Json;

namespace Lockstep.CustomResources.Commands;

/// <summary>What an operator can ask of the function directly, besides CloudFormation's requests.</summary>
/// <typeparam name="TProperties">The properties of the resource that it is about.</typeparam>
public interface ICommand<TProperties>
{
    /// <summary>Carries it out.</summary>
    /// <param name="request">Valid in all parts.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <returns>The document that is the function's result; secrets are taken out of its strings afterwards.</returns>
    /// <exception cref="CustomResourceException">Why not, for a person to read: it becomes an error document.</exception>
    Task<JsonElement> RunAsync(CommandRequest<TProperties> request, CancellationToken cancellationToken);
}
