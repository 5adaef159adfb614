namespace Lockstep.Lambda.Errors;

/// <summary>How many characters of each text of an exception are told.</summary>
sealed record ErrorLimits(int Characters)
{
    const string Omission = "... (shortened)";

    public string Shorten(string text) =>
        text.Length <= Characters ? text : string.Concat(text.AsSpan(0, Characters - Omission.Length), Omission);

    public IEnumerable<string> Lines(string text) =>
        Shorten(text).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
