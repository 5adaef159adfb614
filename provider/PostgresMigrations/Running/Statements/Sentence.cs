namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>PostgreSQL's messages have no full stop, and read on into whatever is said after them.</summary>
static class Sentence
{
    public static string Of(string message) => message.EndsWith('.') ? message : $"{message}.";
}
