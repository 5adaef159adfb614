using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources;

/// <summary>What a provider does when CloudFormation creates, updates or deletes its resource.</summary>
/// <typeparam name="TProperties">
/// What the template writes under <c>Properties</c>. A record whose members have defaults is the best shape:
/// <c>required</c> members are reported when they are missing, but on the sides that are read leniently (old
/// properties, Delete) they may still be null. </typeparam>
/// <remarks>
/// Delivery is at least once, unordered and unannounced when cancelled: each method must be safe to run twice, also
/// at the same time and after a failure with the same RequestId (<c>aws-cdk#35957</c>). The token ends some seconds
/// before Lambda kills the process; an <see cref="OperationCanceledException"/> from it is answered "ran out of
/// time". A <see cref="CustomResourceException"/> is answered FAILED with its message, any other exception with its
/// type name alone.
/// </remarks>
public interface ICustomResource<TProperties>
    where TProperties : class
{
    /// <summary>Makes the resource.</summary>
    /// <returns>
    /// <see cref="Succeeded"/> (without an id: the RequestId becomes the id), <see cref="Failed"/> (with the id of
    /// what was half made, if CloudFormation shall send a Delete for it), or <see cref="Superseded"/>.
    /// </returns>
    Task<ResourceOutcome> CreateAsync(CreateRequest<TProperties> request, CancellationToken cancellationToken);

    /// <summary>Changes the resource; also called, with the two sides swapped, to roll a change back.</summary>
    /// <returns>
    /// <see cref="Succeeded"/> (without an id: the current one stays; another id means "replaced", and a Delete of
    /// the old one follows once the stack is done), <see cref="Failed"/> (keeps the current id unless it names one),
    /// or <see cref="Superseded"/>.
    /// </returns>
    Task<ResourceOutcome> UpdateAsync(UpdateRequest<TProperties> request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the resource away. An id that isn't one of ours must be answered <see cref="Succeeded"/>, with nothing
    /// touched.
    /// </summary>
    /// <returns>
    /// <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Superseded"/>; the answer always carries the
    /// request's id.
    /// </returns>
    Task<ResourceOutcome> DeleteAsync(DeleteRequest<TProperties> request, CancellationToken cancellationToken);
}
