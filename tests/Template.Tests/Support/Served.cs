using Lockstep.CustomResources;
using Lockstep.PostgresMigrations;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.Template.Tests.Support;

/// <summary>The resource types that the migration function serves, without a database.</summary>
static class Served
{
    /// <summary>Of a function that asks nobody.</summary>
    public static readonly CredentialSource NoCredentials = new(
        (_, _) => throw new CustomResourceException("There are no secrets here."),
        (_, _, _, _) => throw new CustomResourceException("There are no tokens here."));

    public static IReadOnlyList<ResourceDefinition> All { get; } =
    [
        DatabaseMigration.Define(new Lazy<ScriptLibrary>(Scripts), connection: null, NoCredentials),
        DatabaseRole.Define(connection: null, NoCredentials),
    ];

    public static ResourceDefinition Of(string type) => All.FirstOrDefault(definition => definition.ResourceType == type)
        ?? throw new ShouldAssertException($"The function does not serve {type}.");

    static ScriptLibrary Scripts() => ScriptLibrary.FromFolder(Path.Combine(StackTemplate.Repository, "sql"));
}
