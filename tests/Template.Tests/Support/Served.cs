using Lockstep.CustomResources;
using Lockstep.PostgresMigrations;
using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.Template.Tests.Support;

/// <summary>The resource types that the migration function serves, without a database.</summary>
static class Served
{
    static readonly CredentialSource NoCredentials = new(
        (_, _) => throw new CustomResourceException("There are no secrets here."),
        (_, _, _, _) => throw new CustomResourceException("There are no tokens here."));

    public static IReadOnlyList<ResourceDefinition> All { get; } =
    [
        DatabaseMigration.Define(new Lazy<ScriptLibrary>(Scripts), connection: null, NoCredentials),
    ];

    public static ResourceDefinition Of(string type) => All.First(definition => definition.ResourceType == type);

    static ScriptLibrary Scripts() => ScriptLibrary.FromFolder(Path.Combine(StackTemplate.Repository, "sql"));

    public static bool Knows(string type) => All.Any(definition => definition.ResourceType == type);
}
