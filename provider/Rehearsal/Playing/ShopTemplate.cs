using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Playing;

/// <summary>The stack that is rehearsed: the project's own template, with images as <c>sam package</c> pushes them.</summary>
/// <param name="file">The template.</param>
/// <param name="database">The name of the database that is there.</param>
/// <param name="hasTls">Whether its server may be asked for TLS; without it the properties say so.</param>
sealed class ShopTemplate(string file, string database, bool hasTls)
{
    public const string StackName = "shop";
    public const string Migration = "Migration";
    public const string Role = "ApiDatabaseRole";
    public const string Api = "ApiFunction";

    const string MigrationFunction = "MigrationFunction";
    const string Registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

    readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal)
    {
        ["Environment"] = "production",
        ["DatabaseName"] = database,
    };

    readonly string _text = Read(file);

    /// <summary>How many resources the migration's function answers for.</summary>
    public int CustomResources => For("none", "none").Resources.Count(resource => resource.IsCustom);

    public static string MigrationImage(string tag) => $"{Registry}/migration:{tag}";

    public static string ApiImage(string tag) => $"{Registry}/api:{tag}";

    /// <param name="migrationTag">The migration's image.</param>
    /// <param name="apiTag">The API's.</param>
    /// <param name="onlyReads">A next version of the template, in which the API's role may no more than read.</param>
    public StackTemplate For(string migrationTag, string apiTag, bool onlyReads = false)
    {
        var template = StackTemplate.Load(_text, new(
            _parameters,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [MigrationFunction] = MigrationImage(migrationTag),
                [Api] = ApiImage(apiTag),
            }));
        foreach (var resource in template.Resources.Where(resource => resource.IsCustom && !hasTls))
        {
            resource.Properties["SslMode"] = "Disable";
        }

        if (onlyReads && template.Find(Role) is { } role)
        {
            role.Properties["Grants"] = new JsonArray(
                new JsonObject { ["Schema"] = "public", ["Privileges"] = new JsonArray("SELECT") });
        }

        return template;
    }

    static string Read(string file) =>
        File.Exists(file) ? File.ReadAllText(file) : throw new RehearsalException($"There is no template {file}.");
}
