using System.Text.Json.Serialization.Metadata;

namespace Lockstep.CustomResources;

/// <summary>One resource type that a function serves.</summary>
public abstract record ResourceDefinition
{
    private protected ResourceDefinition(string resourceType) => ResourceType = resourceType;

    /// <summary>The template's <c>Type</c>, <c>Custom::DatabaseMigration</c> for example.</summary>
    public string ResourceType { get; }

    /// <summary>Defines a type; options follow in a <c>with</c>.</summary>
    /// <param name="resourceType"><c>Custom::Name</c>, at most 60 characters.</param>
    /// <param name="resource">Serves every request of that type, several at once if need be.</param>
    /// <param name="properties">
    /// From a source-generated context without any options of its own: the framework reads CloudFormation's all-strings form itself.
    /// </param>
    public static ResourceDefinition<TProperties> For<TProperties>(
        string resourceType, ICustomResource<TProperties> resource, JsonTypeInfo<TProperties> properties)
        where TProperties : class => new(resourceType, resource, properties);
}

/// <summary>One resource type, its properties and its options.</summary>
public sealed record ResourceDefinition<TProperties> : ResourceDefinition
    where TProperties : class
{
    readonly ICustomResource<TProperties> _resource;
    readonly JsonTypeInfo<TProperties> _properties;

    internal ResourceDefinition(
        string resourceType, ICustomResource<TProperties> resource, JsonTypeInfo<TProperties> properties)
        : base(resourceType)
    {
        _resource = resource;
        _properties = properties;
    }

    /// <summary>Every SUCCESS to a Create or Update carries all of these, a missing one as an empty string.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Further findings about properties, reported in one message with those of reading them.</summary>
    public Func<TProperties, IEnumerable<string>>? Validate { get; init; }

    /// <summary>
    /// True: the properties of an Update are not checked before <see cref="ICustomResource{TProperties}.UpdateAsync"/>; the resource calls
    /// <see cref="Requests.UpdateRequest{TProperties}.EnsureValid"/> once it knows that the Update is not a rollback.
    /// </summary>
    public bool ChecksUpdatesItself { get; init; }
}
