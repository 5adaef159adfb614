using System.Text.Json.Serialization;
using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Planning;
using Lockstep.PostgresMigrations.Roles;

namespace Lockstep.PostgresMigrations;

/// <summary>Defines <c>Custom::DatabaseRole</c> for a function to serve.</summary>
public static class DatabaseRole
{
    /// <summary>The template's <c>Type</c>.</summary>
    public const string ResourceType = "Custom::DatabaseRole";

    /// <summary>Defines it.</summary>
    /// <param name="connection">The text of <c>LOCKSTEP_CONNECTION</c>; null or empty where there is none.</param>
    /// <param name="credentials">How secrets are read and tokens made.</param>
    public static ResourceDefinition Define(string? connection, CredentialSource credentials) =>
        ResourceDefinition.For(
            ResourceType, new RoleResource(connection, credentials), RolePropertiesContext.Default.RoleProperties) with
        {
            Attributes = RoleTarget.Attributes,
            Validate = properties => RoleRules.Check(properties, hasConnection: !string.IsNullOrWhiteSpace(connection)),
            ChecksUpdatesItself = true,
            IsRollback = (wanted, old) => UpdateDirection.IsLower(wanted.Revision, old.Revision),
        };
}

[JsonSerializable(typeof(RoleProperties))]
sealed partial class RolePropertiesContext : JsonSerializerContext;
