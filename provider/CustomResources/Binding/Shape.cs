using System.Text.Json;

namespace Lockstep.CustomResources.Binding;

/// <summary>
/// How a type is read from CloudFormation's all-strings form: each value is checked, then rewritten for the
/// serialiser.
/// </summary>
abstract class Shape
{
    /// <summary>
    /// Writes a value that isn't null, under its name if it has one; false: it doesn't bind, was found and is left
    /// out.
    /// </summary>
    public abstract bool TryWrite(JsonElement value, string? name, Rewriting rewriting);
}
