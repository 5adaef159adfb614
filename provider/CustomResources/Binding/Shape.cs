using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

/// <summary>How a type is read from CloudFormation's all-strings form: each value is checked, then rewritten for the serialiser.</summary>
abstract class Shape
{
    /// <summary>What is wrong with the value as a whole, or null: "'abc' is not a whole number".</summary>
    public abstract string? Problem(JsonElement value);

    /// <summary>Writes a value without a problem; parts of it that don't bind are found and left out.</summary>
    public abstract void Write(JsonElement value, string place, Rewriting rewriting);

    /// <summary>Writes a part of a value unless it is null (absent) or doesn't bind.</summary>
    protected static bool WritePart(Shape shape, JsonElement value, string? name, string place, Rewriting rewriting)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (shape.Problem(value) is { } problem)
        {
            rewriting.Find(place, $"{place}: {problem}");
            return false;
        }

        if (name is not null)
        {
            rewriting.Writer.WritePropertyName(name);
        }

        shape.Write(value, place, rewriting);
        return true;
    }
}
