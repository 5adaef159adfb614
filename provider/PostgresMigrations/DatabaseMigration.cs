using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.CustomResources;
using Lockstep.CustomResources.Commands;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Operating;
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
            HearsOfNeverCreated = true,
            IsRollback = (wanted, old) => UpdateDirection.IsLower(wanted.Revision, old.Revision),
        };

    /// <summary>Defines what operators can ask about a schema: <c>status</c>, <c>plan</c>, <c>unlock</c>.</summary>
    /// <inheritdoc cref="Define"/>
    public static IReadOnlyList<CommandDefinition> DefineCommands(
        Lazy<ScriptLibrary> scripts, string? connection, CredentialSource credentials)
    {
        return
        [
            Command("status", new StatusReport(scripts).RunAsync),
            Command("plan", new PlanReport(scripts).RunAsync) with { Options = [PlanReport.CheckSyntax] },
            Command("unlock", Unlocking.RunAsync),
        ];

        // Revision tells CloudFormation that the image has changed; an operator knows whom he asks.
        CommandDefinition Command(
            string name,
            Func<Observation, IReadOnlyDictionary<string, string>, CancellationToken, Task<JsonElement>> answerAsync) =>
            CommandDefinition.For(
                name, new OperatorCommand(connection, credentials, answerAsync),
                MigrationPropertiesContext.Default.MigrationProperties) with
            {
                Validate = properties => PropertyRules.Check(
                    properties with { Revision = properties.Revision ?? "0" },
                    hasConnection: !string.IsNullOrWhiteSpace(connection)),
            };
    }
}

[JsonSerializable(typeof(MigrationProperties))]
sealed partial class MigrationPropertiesContext : JsonSerializerContext;
