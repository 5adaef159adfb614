using System.Globalization;
using System.Numerics;

namespace Lockstep.Api.Health;

/// <summary>What the schema is held against.</summary>
/// <param name="Schema"><c>DATABASE_SCHEMA</c>: public where it is left out.</param>
/// <param name="Version"><c>SCHEMA_VERSION</c>; null where it is empty: do not compare.</param>
sealed record HealthSettings(string Schema, BigInteger? Version)
{
    /// <exception cref="InvalidSettingException">SCHEMA_VERSION is no number.</exception>
    public static HealthSettings From(Func<string, string?> variable)
    {
        var schema = variable("DATABASE_SCHEMA") is { Length: > 0 } name ? name : "public";
        if (variable("SCHEMA_VERSION") is not { Length: > 0 } text)
        {
            return new(schema, null);
        }

        return BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(schema, version)
            : throw new InvalidSettingException($"SCHEMA_VERSION must be a script's number or empty, and is '{text}'.");
    }
}
