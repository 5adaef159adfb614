using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.CustomResources.Binding;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources;

/// <summary>One resource type that a function serves.</summary>
public abstract record ResourceDefinition
{
    const int LongestType = 60;

    private protected ResourceDefinition(string resourceType) => ResourceType = IsType(resourceType)
        ? resourceType
        : throw new ArgumentException(
            $"'{resourceType}' is not a type for CloudFormation: Custom:: and letters, digits, _, @ or -, at most 60 in all.",
            nameof(resourceType));

    /// <summary>The template's <c>Type</c>, <c>Custom::DatabaseMigration</c> for example.</summary>
    public string ResourceType { get; }

    /// <summary>Every SUCCESS to a Create or Update carries all of these, a missing one as an empty string.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>
    /// True: the resource is told of the Delete that follows a Create which failed and made nothing
    /// (<see cref="DeleteRequest{TProperties}.IsNeverCreated"/>), say to put on record that the Create must not come once more.
    /// It is answered SUCCESS whatever becomes of that, and should not take long. False: the framework answers it alone.
    /// </summary>
    public bool HearsOfNeverCreated { get; init; }

    /// <summary>Defines a type; options follow in a <c>with</c>.</summary>
    /// <param name="resourceType"><c>Custom::Name</c>, at most 60 characters.</param>
    /// <param name="resource">Serves every request of that type, several at once if need be.</param>
    /// <param name="properties">
    /// From a source-generated context, which needs no options: the framework reads CloudFormation's all-strings form
    /// itself. Initialisers of init-only members count, but only in this type: types inside it need defaults on their
    /// constructor's parameters, because generated deserialisers lose the others (<c>dotnet/runtime#84484</c>).
    /// </param>
    /// <exception cref="ArgumentException">
    /// The name is not a type's, or the properties cannot be read when a template gives none.
    /// </exception>
    public static ResourceDefinition<TProperties> For<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TProperties>(
        string resourceType, ICustomResource<TProperties> resource, JsonTypeInfo<TProperties> properties)
        where TProperties : class => new(resourceType, resource, properties);

    /// <summary>Whether the properties alone tell that CloudFormation rolls back; false where nothing is known.</summary>
    internal abstract bool IsKnownRollback(RequestEnvelope request);

    internal abstract Task<ResourceOutcome> RunAsync(
        RequestContext context, string? physicalId, CancellationToken cancellationToken);

    static bool IsType(string name) => name is "AWS::CloudFormation::CustomResource"
        || (name.Length <= LongestType
            && name.StartsWith("Custom::", StringComparison.Ordinal)
            && name["Custom::".Length..] is { Length: > 0 } rest
            && rest.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '@' or '-'));
}

/// <summary>One resource type, its properties and its options.</summary>
public sealed record ResourceDefinition<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TProperties> : ResourceDefinition
    where TProperties : class
{
    static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    readonly ICustomResource<TProperties> _resource;
    readonly PropertyBinder<TProperties> _binder;

    internal ResourceDefinition(
        string resourceType, ICustomResource<TProperties> resource, JsonTypeInfo<TProperties> properties)
        : base(resourceType)
    {
        _resource = resource;
        _binder = new PropertyBinder<TProperties>(properties);
    }

    /// <summary>Further findings about properties, reported in one message with those of reading them.</summary>
    public Func<TProperties, IEnumerable<string>>? Validate { get; init; }

    /// <summary>
    /// True: the properties of an Update are not checked before <see
    /// cref="ICustomResource{TProperties}.UpdateAsync"/>; the resource calls <see
    /// cref="UpdateRequest{TProperties}.EnsureValid"/> once it knows that the Update is not a rollback.
    /// </summary>
    public bool ChecksUpdatesItself { get; init; }

    /// <summary>
    /// Whether an Update to the first from the second is known to be a rollback, from the properties alone. It decides about
    /// requests that the resource never gets to see (they came through an SNS topic): a rollback is let go, because a FAILED one
    /// leaves the stack in UPDATE_ROLLBACK_FAILED.
    /// </summary>
    public Func<TProperties, TProperties, bool>? IsRollback { get; init; }

    internal override bool IsKnownRollback(RequestEnvelope request)
    {
        try
        {
            return request.IsUpdate
                && IsRollback?.Invoke(
                    _binder.Bind(request.ResourceProperties).Value,
                    _binder.Bind(request.OldResourceProperties ?? EmptyObject).Value) == true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It may have met what didn't bind: then nothing is known.
            return false;
        }
    }

    internal override Task<ResourceOutcome> RunAsync(
        RequestContext context, string? physicalId, CancellationToken cancellationToken) =>
        context.RequestType switch
        {
            RequestTypes.Create => _resource.CreateAsync(Create(context), cancellationToken),
            RequestTypes.Update => _resource.UpdateAsync(Update(context, physicalId!), cancellationToken),
            _ => _resource.DeleteAsync(Delete(context, physicalId!), cancellationToken),
        };

    CreateRequest<TProperties> Create(RequestContext context)
    {
        var bound = _binder.Bind(context.ResourceProperties);
        return FindingsOf(bound, context) is { Count: > 0 } findings
            ? throw new InvalidPropertiesException(ResourceType, findings)
            : new CreateRequest<TProperties>(context, bound.Value);
    }

    UpdateRequest<TProperties> Update(RequestContext context, string physicalId)
    {
        var bound = _binder.Bind(context.ResourceProperties);
        var old = Lenient(context, context.OldResourceProperties);
        var request = new UpdateRequest<TProperties>(context, physicalId, bound.Value, old)
        {
            Findings = FindingsOf(bound, context),
        };
        if (!ChecksUpdatesItself)
        {
            request.EnsureValid();
        }

        LogIgnored(context, bound);
        return request;
    }

    DeleteRequest<TProperties> Delete(RequestContext context, string physicalId) =>
        new(context, physicalId, Lenient(context, context.ResourceProperties));

    TProperties Lenient(RequestContext context, JsonElement? properties)
    {
        var bound = _binder.Bind(properties ?? EmptyObject);
        LogIgnored(context, bound);
        return bound.Value;
    }

    List<string> FindingsOf(Bound<TProperties> bound, RequestContext context)
    {
        var findings = bound.Findings.Select(finding => finding.Text).ToList();
        try
        {
            findings.AddRange(Validate?.Invoke(bound.Value) ?? []);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It may have met what didn't bind, and a rollback must not fail of it.
            context.Log.ValidationFailed(exception);
            findings.Add($"they cannot be validated ({exception.GetType().Name})");
        }

        return findings;
    }

    static void LogIgnored(RequestContext context, Bound<TProperties> bound)
    {
        if (bound.Findings.Count > 0)
        {
            context.Log.PropertiesIgnored(string.Join(", ", bound.Findings.Select(finding => finding.Place)));
        }
    }
}
