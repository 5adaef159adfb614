using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>
/// A resource whose behaviour each test says; it succeeds where the test says nothing, and remembers its calls.
/// </summary>
sealed class Thing : ICustomResource<ThingProperties>
{
    readonly Lock _gate = new();
    readonly List<object> _requests = [];

    public Func<CreateRequest<ThingProperties>, CancellationToken, Task<ResourceOutcome>> OnCreate { get; init; } = Succeed;

    public Func<UpdateRequest<ThingProperties>, CancellationToken, Task<ResourceOutcome>> OnUpdate { get; init; } = Succeed;

    public Func<DeleteRequest<ThingProperties>, CancellationToken, Task<ResourceOutcome>> OnDelete { get; init; } = Succeed;

    public IReadOnlyList<object> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public static Thing Returning(ResourceOutcome outcome) => new()
    {
        OnCreate = (_, _) => Task.FromResult(outcome),
        OnUpdate = (_, _) => Task.FromResult(outcome),
        OnDelete = (_, _) => Task.FromResult(outcome),
    };

    public static Thing Throwing(Exception exception) => new()
    {
        OnCreate = (_, _) => throw exception,
        OnUpdate = (_, _) => throw exception,
        OnDelete = (_, _) => throw exception,
    };

    public static Succeeded Success(string? id = null, IReadOnlyDictionary<string, string>? attributes = null) =>
        attributes is null ? new(id) : new(id) { Attributes = attributes };

    public Task<ResourceOutcome> CreateAsync(CreateRequest<ThingProperties> request, CancellationToken cancellationToken) =>
        Remembering(request, () => OnCreate(request, cancellationToken));

    public Task<ResourceOutcome> UpdateAsync(UpdateRequest<ThingProperties> request, CancellationToken cancellationToken) =>
        Remembering(request, () => OnUpdate(request, cancellationToken));

    public Task<ResourceOutcome> DeleteAsync(DeleteRequest<ThingProperties> request, CancellationToken cancellationToken) =>
        Remembering(request, () => OnDelete(request, cancellationToken));

    Task<ResourceOutcome> Remembering(object request, Func<Task<ResourceOutcome>> act)
    {
        lock (_gate)
        {
            _requests.Add(request);
        }

        return act();
    }

    static Task<ResourceOutcome> Succeed<TRequest>(TRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<ResourceOutcome>(Success());
}
