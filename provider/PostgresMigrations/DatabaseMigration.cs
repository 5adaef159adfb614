using System.Text.Json.Serialization;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations;

/// <summary>Defines <c>Custom::DatabaseMigration</c> for a function to serve.</summary>
public static class DatabaseMigration
{
    /// <summary>The template's <c>Type</c>.</summary>
    public const string ResourceType = "Custom::DatabaseMigration";

    /// <summary>Defines it.</summary>
    /// <param name="scripts">The scripts of this image; read when a request first needs them.</param>
    /// <param name="connection">The text of <c>LOCKSTEP_CONNECTION</c>; null or empty where there is none.</param>
    /// <param name="credentials">How secrets are read and tokens made.</param>
    public static ResourceDefinition Define(Lazy<ScriptLibrary> scripts, string? connection, CredentialSource credentials) =>
        ResourceDefinition.For(
            ResourceType, new MigrationResource(scripts, connection, credentials),
            MigrationPropertiesContext.Default.MigrationProperties) with
        {
            Attributes = MigrationAnswer.Attributes,
            Validate = properties => PropertyRules.Check(properties, hasConnection: !string.IsNullOrWhiteSpace(connection)),
            ChecksUpdatesItself = true,
            IsRollback = (wanted, old) => UpdateDirection.IsLower(wanted.Revision, old.Revision),
        };
}

[JsonSerializable(typeof(MigrationProperties))]
sealed partial class MigrationPropertiesContext : JsonSerializerContext;
