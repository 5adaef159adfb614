namespace Lockstep.CustomResources;

/// <summary>What must never appear in an answer's Reason or in a log line of this invocation.</summary>
public sealed class Secrets
{
    /// <summary>Hides a value from now on, its JSON-escaped and percent-encoded forms included. Safe from any thread.</summary>
    public void Hide(string value) => throw new NotSupportedException();

    /// <summary>The text with <c>***</c> in place of every secret.</summary>
    public string Redact(string text) => throw new NotSupportedException();
}
