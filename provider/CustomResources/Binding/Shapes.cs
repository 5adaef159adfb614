using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lockstep.CustomResources.Binding;

/// <summary>The shapes of a serialiser's types, each made once.</summary>
/// <param name="options">The consumer's.</param>
/// <param name="lenient">The same, with nothing required.</param>
sealed class Shapes(JsonSerializerOptions options, JsonSerializerOptions lenient)
{
    readonly ConcurrentDictionary<Type, Lazy<Shape>> _known = [];

    /// <summary>The shape of the properties as a whole.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="defaults">What absent members are; null: whatever the serialiser makes of them.</param>
    /// <param name="others">Names that may stand beside the type's members and mean nothing to it.</param>
    public ObjectShape Of(JsonTypeInfo type, Defaults? defaults, IReadOnlyList<string> others) =>
        new([.. Members(type, defaults)], others);

    Lazy<Shape> Of(Type type) =>
        _known.GetOrAdd(Nullable.GetUnderlyingType(type) ?? type, key => new Lazy<Shape>(() => Make(options.GetTypeInfo(key))));

    Shape Make(JsonTypeInfo type) => type.Kind switch
    {
        _ when !IsBuiltIn(type) || type.PolymorphismOptions is not null => Other(type),
        JsonTypeInfoKind.Object when !type.Properties.Any(property => property.IsExtensionData) =>
            Of(type, defaults: null, others: []),
        JsonTypeInfoKind.Enumerable => new ListShape(Of(type.ElementType!)),
        JsonTypeInfoKind.Dictionary when type.KeyType == typeof(string) => new MapShape(Of(type.ElementType!)),
        JsonTypeInfoKind.None when type.Type == typeof(string) => new TextShape(),
        JsonTypeInfoKind.None => Scalars.Of(type.Type) ?? Other(type),
        _ => Other(type),
    };

    IEnumerable<Member> Members(JsonTypeInfo type, Defaults? defaults) =>
        from property in type.Properties
        where property is { IsExtensionData: false, Set: not null } or { AssociatedParameter: not null }
        select new Member(property.Name, property.IsRequired, defaults?.Of(property, options), ShapeOf(property, type));

    Lazy<Shape> ShapeOf(JsonPropertyInfo property, JsonTypeInfo type) => property.CustomConverter is null
        ? Of(property.PropertyType)
        : new Lazy<Shape>(new OtherShape(lenient.GetTypeInfo(type.Type), property.Name, property.PropertyType.Name));

    static OtherShape Other(JsonTypeInfo type) => new(type, member: null, type.Type.Name);

    static bool IsBuiltIn(JsonTypeInfo type) => type.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;
}
