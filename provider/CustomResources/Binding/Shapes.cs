using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lockstep.CustomResources.Binding;

/// <summary>The shapes of a serialiser's types, each made once.</summary>
sealed class Shapes(JsonSerializerOptions options)
{
    readonly ConcurrentDictionary<Type, Lazy<Shape>> _known = [];

    /// <summary>The shape of the properties as a whole.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="defaults">An instance as its initialisers leave it, or null.</param>
    /// <param name="others">Names that may stand beside the type's members and mean nothing to it.</param>
    public ObjectShape Of(JsonTypeInfo type, object? defaults, IReadOnlyList<string> others) => new([.. Members(type, defaults)], others);

    Lazy<Shape> Of(Type type) =>
        _known.GetOrAdd(Nullable.GetUnderlyingType(type) ?? type, key => new Lazy<Shape>(() => Make(options.GetTypeInfo(key))));

    Shape Make(JsonTypeInfo type) => type.Kind switch
    {
        _ when !IsBuiltIn(type) || type.PolymorphismOptions is not null => Other(type),
        JsonTypeInfoKind.Object when !type.Properties.Any(property => property.IsExtensionData) => Of(type, defaults: null, others: []),
        JsonTypeInfoKind.Enumerable => new ListShape(Of(type.ElementType!)),
        JsonTypeInfoKind.Dictionary when type.KeyType == typeof(string) => new MapShape(Of(type.ElementType!)),
        JsonTypeInfoKind.None when type.Type == typeof(string) => new TextShape(),
        JsonTypeInfoKind.None => Scalars.Of(type.Type) ?? Other(type),
        _ => Other(type),
    };

    IEnumerable<Member> Members(JsonTypeInfo type, object? defaults) =>
        from property in type.Properties
        where property is { IsExtensionData: false, Set: not null } or { AssociatedParameter: not null }
        select new Member(property.Name, property.IsRequired, Default(property, defaults), ShapeOf(property, type));

    Lazy<Shape> ShapeOf(JsonPropertyInfo property, JsonTypeInfo type) => property.CustomConverter is null
        ? Of(property.PropertyType)
        : new Lazy<Shape>(new OtherShape(type, property.Name, property.PropertyType.Name));

    // A generated deserialiser sets init-only members even where the JSON has none: their initialisers would be lost (dotnet/runtime#58770).
    string? Default(JsonPropertyInfo property, object? defaults) =>
        defaults is not null && property is { AssociatedParameter.IsMemberInitializer: true, Get: { } get } && get(defaults) is { } value
            ? JsonSerializer.Serialize(value, options.GetTypeInfo(property.PropertyType))
            : null;

    static OtherShape Other(JsonTypeInfo type) => new(type, member: null, type.Type.Name);

    static bool IsBuiltIn(JsonTypeInfo type) => type.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;
}
