using System.Collections;

namespace Lockstep.CustomResources.Logging;

/// <summary>A message and its arguments, without secrets.</summary>
sealed class LogLine(string message, IReadOnlyList<KeyValuePair<string, object?>> arguments)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => arguments.Count;

    public KeyValuePair<string, object?> this[int index] => arguments[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => arguments.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => message;
}
