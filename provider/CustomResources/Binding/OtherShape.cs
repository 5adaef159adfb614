using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lockstep.CustomResources.Binding;

/// <summary>
/// A value that a converter of the consumer's reads; tried on its own, so that it cannot spoil the rest.
/// </summary>
/// <param name="type">The value's type, or the type that declares the member.</param>
/// <param name="member">The member that the converter belongs to; null when it belongs to the type.</param>
/// <param name="what">What the value is called when it cannot be read.</param>
sealed class OtherShape(JsonTypeInfo type, string? member, string what) : Shape
{
    public override bool TryWrite(JsonElement value, string? name, Rewriting rewriting)
    {
        try
        {
            _ = member is null
                ? JsonSerializer.Deserialize(value, type)
                : JsonSerializer.Deserialize($$"""{"{{JsonEncodedText.Encode(member)}}":{{value.GetRawText()}}}""", type);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return rewriting.Refuse($"{Quoted.Value(value)} is not a valid {what}");
        }

        value.WriteTo(rewriting.At(name));
        return true;
    }
}
