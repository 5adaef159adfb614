using Lockstep.CustomResources.Redaction;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources;

/// <summary>
/// What must never appear in an answer's Reason or in a log line of this invocation. Safe to use from any thread.
/// </summary>
public sealed class Secrets
{
    const string Mask = "***";

    readonly Lock _gate = new();
    readonly List<string> _values = [];
    readonly IEnumerable<string> _more;
    Secret[]? _secrets;

    /// <summary>Nothing is secret yet.</summary>
    public Secrets()
        : this([])
    {
    }

    /// <param name="more">Not read before there is a text to look at.</param>
    internal Secrets(IEnumerable<string> more) => _more = more;

    /// <summary>Hides a value from now on, its JSON-escaped and percent-encoded forms included.</summary>
    public void Hide(string value)
    {
        lock (_gate)
        {
            _values.Add(value);
            _secrets = null;
        }
    }

    /// <summary>The text with <c>***</c> in place of every secret.</summary>
    public string Redact(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        foreach (var secret in All())
        {
            text = secret.Replace(text, Mask);
        }

        return text;
    }

    Secret[] All()
    {
        lock (_gate)
        {
            // The longest first: a secret inside another one must not leave the other's ends behind.
            // The cleaned form too: control characters are gone by the time an answer is sent.
            return _secrets ??=
            [
                .. _more.Concat(_values).SelectMany(value => new[] { value, CleanText.Of(value) })
                    .Where(value => value.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                    .OrderByDescending(value => value.Length)
                    .Select(value => new Secret(value)),
            ];
        }
    }
}
