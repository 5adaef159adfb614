using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lockstep.CustomResources.Binding;

/// <summary>
/// What initialisers say about absent members. A generated deserialiser sets init-only members even where the JSON
/// has none, and so loses what they were initialised with (<c>dotnet/runtime#84484</c>); such a value must be given
/// to it as JSON.
/// </summary>
/// <param name="Initialised">
/// An instance as its initialisers leave it; null when it has no constructor without parameters.
/// </param>
/// <param name="Bare">An instance as the serialiser makes it from <c>{}</c>.</param>
sealed record Defaults(object? Initialised, object Bare)
{
    public string? Of(JsonPropertyInfo property, JsonSerializerOptions options)
    {
        var value = Initialised is null ? null : property.Get?.Invoke(Initialised);
        return value switch
        {
            null => null,
            _ when value.Equals(property.Get!(Bare)) => null,
            _ when property.CustomConverter is not null => throw Unwritable(property),
            _ => JsonSerializer.Serialize(value, options.GetTypeInfo(property.PropertyType)),
        };
    }

    static NotSupportedException Unwritable(JsonPropertyInfo property) =>
        new($"{property.Name} has a converter of its own and an initial value: use a constructor parameter's default instead.");
}
