using Lockstep.CustomResources.Redaction;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources;

/// <summary>What must never appear in an answer's Reason or in a log line of this invocation. Safe to use from any thread.</summary>
public sealed class Secrets
{
    const string Mask = "***";

    readonly Lock _gate = new();
    volatile Secret[] _hidden = [];

    /// <summary>Hides a value from now on, its JSON-escaped and percent-encoded forms included.</summary>
    public void Hide(string value)
    {
        lock (_gate)
        {
            // The longest first: a secret inside another one must not leave the other's ends behind.
            // The cleaned form too: control characters are gone by the time an answer is sent.
            _hidden =
            [
                .. _hidden.Append(new Secret(value)).Append(new Secret(CleanText.Of(value)))
                    .Where(secret => secret.Text.Length > 0)
                    .DistinctBy(secret => secret.Text, StringComparer.Ordinal)
                    .OrderByDescending(secret => secret.Text.Length),
            ];
        }
    }

    /// <summary>The text with <c>***</c> in place of every secret.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _hidden)
        {
            text = secret.Replace(text, Mask);
        }

        return text;
    }
}
