using System.Text.RegularExpressions;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Expanding;

namespace Lockstep.PostgresMigrations;

/// <summary>What the values of <c>Custom::DatabaseMigration</c> must be like, beyond their types.</summary>
static partial class PropertyRules
{
    /// <summary>Findings of a Create or forward Update, one sentence each.</summary>
    /// <param name="properties">As they were read.</param>
    /// <param name="hasConnection">The function has <c>LOCKSTEP_CONNECTION</c>, which replaces Host to SslMode.</param>
    public static IEnumerable<string> Check(MigrationProperties properties, bool hasConnection) =>
        [
            .. CheckPlace(properties),
            .. hasConnection ? [] : CheckDatabase(properties),
            .. CheckVersions(properties),
            .. CheckVariables(properties),
        ];

    static IEnumerable<string> CheckPlace(MigrationProperties properties)
    {
        if (string.IsNullOrEmpty(properties.Revision))
        {
            yield return "Revision is missing: it tells CloudFormation that the image has changed (!GetAtt "
                + "MigrationFunction.Version.Version)";
        }

        if (properties.Port is < 1 or > 65535)
        {
            yield return "Port: not between 1 and 65535";
        }

        // In search_path "$user" is whoever is signed in, and in quotes, too; what is in the others nobody looks at.
        if (properties.Schema is "" or "lockstep" or "information_schema" or "$user"
            || properties.Schema.StartsWith("pg_", StringComparison.Ordinal)
            || System.Text.Encoding.UTF8.GetByteCount(properties.Schema) > 63)
        {
            yield return "Schema: 1 to 63 bytes, and neither lockstep, information_schema, $user nor a name that begins "
                + "with pg_";
        }

        if (properties.LockTimeout < TimeSpan.Zero)
        {
            yield return "LockTimeout: must not be negative";
        }
    }

    static IEnumerable<string> CheckDatabase(MigrationProperties properties)
    {
        if (HostRule.Finding(properties.Host) is { } finding)
        {
            yield return finding;
        }

        if (string.IsNullOrEmpty(properties.Database))
        {
            yield return "Database is missing";
        }

        if (properties is { Authentication: DatabaseAuthentication.Secret, SecretArn: null or "" })
        {
            yield return "SecretArn is missing: Authentication Secret needs it";
        }

        if (properties is { Authentication: DatabaseAuthentication.Iam, Username: null or "" })
        {
            yield return "Username is missing: Authentication Iam needs it";
        }
    }

    static IEnumerable<string> CheckVersions(MigrationProperties properties)
    {
        if (!TargetVersion.IsValid(properties.TargetVersion))
        {
            yield return $"TargetVersion: '{properties.TargetVersion}' is neither latest nor the number of a script";
        }

        if (properties.Baseline is { } text)
        {
            if (!ScriptVersion.TryParse(text, out var baseline))
            {
                yield return $"Baseline: '{text}' is not the number of a script";
            }
            else if (TargetVersion.IsValid(properties.TargetVersion) && TargetVersion.Parse(properties.TargetVersion) < baseline)
            {
                yield return $"TargetVersion: {properties.TargetVersion} is below Baseline {baseline}, and what a baseline "
                    + "declares cannot be reverted";
            }
        }

        foreach (var version in properties.Accept.Where(version => !ScriptVersion.TryParse(version, out _)))
        {
            yield return $"Accept: '{version}' is not the number of a script";
        }
    }

    static IEnumerable<string> CheckVariables(MigrationProperties properties)
    {
        foreach (var name in properties.Variables.Keys)
        {
            if (SecretName().IsMatch(name))
            {
                yield return $"Variables: {name} sounds like a secret, and variables end up in the journal in clear text";
            }

            if (!Variables.IsName(name))
            {
                yield return $"Variables: '{name}' is not a name: letters, digits and _, no digit first, ASCII alone";
            }
        }
    }

    [GeneratedRegex(
        "password|passwd|secret|token|credential",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}
