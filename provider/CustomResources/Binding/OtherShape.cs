using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lockstep.CustomResources.Binding;

/// <summary>A value that a converter of the consumer's reads; tried on its own, so that it cannot spoil the rest.</summary>
/// <param name="type">The value's type, or the type that declares the member.</param>
/// <param name="member">The member that the converter belongs to; null when it belongs to the type.</param>
/// <param name="name">What the value is called when it cannot be read.</param>
sealed class OtherShape(JsonTypeInfo type, string? member, string name) : Shape
{
    public override string? Problem(JsonElement value)
    {
        try
        {
            _ = member is null
                ? JsonSerializer.Deserialize(value, type)
                : JsonSerializer.Deserialize($$"""{"{{JsonEncodedText.Encode(member)}}":{{value.GetRawText()}}}""", type);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{Quoted.Value(value)} is not a valid {name}";
        }
    }

    public override void Write(JsonElement value, string place, Rewriting rewriting) => value.WriteTo(rewriting.Writer);
}
