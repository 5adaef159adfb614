namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>What a function is made of.</summary>
/// <param name="Name">The image, or a word for code that stands in the template.</param>
/// <param name="Text">That code; null for an image.</param>
sealed record FunctionCode(string Name, string? Text)
{
    public static FunctionCode Image(string uri) => new(uri, null);

    public static FunctionCode Inline(string text) => new("(code of the template)", text);
}
