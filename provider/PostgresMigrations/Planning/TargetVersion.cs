using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>The property of that name: a version, or <c>latest</c>.</summary>
static class TargetVersion
{
    public const string Latest = "latest";

    public static bool IsValid(string text) => IsLatest(text) || ScriptVersion.TryParse(text, out _);

    /// <summary>Null for <c>latest</c>.</summary>
    public static ScriptVersion? Parse(string text) => IsLatest(text) ? null : ScriptVersion.Parse(text);

    static bool IsLatest(string text) => text.Equals(Latest, StringComparison.OrdinalIgnoreCase);
}
