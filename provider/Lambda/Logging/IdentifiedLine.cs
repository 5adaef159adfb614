using System.Collections;

namespace Lockstep.Lambda.Logging;

/// <summary>A log line's text with its arguments, in the form in which loggers look for them.</summary>
sealed class IdentifiedLine(string text, IReadOnlyList<KeyValuePair<string, object?>> arguments)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    public string Text => text;

    public int Count => arguments.Count;

    public KeyValuePair<string, object?> this[int index] => arguments[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => arguments.GetEnumerator();

    public override string ToString() => text;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
