using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>A stack as the project's own: a function, its version, the migration, a role if wanted, and a resource that needs
/// them.</summary>
static class LifeTemplate
{
    public const string Migration = "Migration";
    public const string Role = "Role";
    public const string Sibling = "Sibling";

    const string Function = "MigrationFunction";
    const string Watchdog = "Watchdog";
    const string Invocation = "MigrationInvocation";

    // The project's own.
    static readonly Lazy<string> WatchdogCode = new(static () => StackTemplate.Load(
        File.ReadAllText(Built.Template),
        new(
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Function] = Image(0),
                ["ApiFunction"] = "api:0",
            })).Resources.First(resource => resource.LogicalId == Watchdog).Properties["Code"]!["ZipFile"]!.GetValue<string>());

    public static string Image(int number) => string.Create(CultureInfo.InvariantCulture, $"migration:{number}");

    /// <param name="setting">The life's.</param>
    /// <param name="schema">Where the migration goes.</param>
    /// <param name="image">The image's number.</param>
    /// <param name="role">The role, if there is one.</param>
    /// <param name="failing">The kind of request that the sibling fails at; empty: none.</param>
    /// <param name="order">Properties of the migration besides.</param>
    public static StackTemplate For(
        Setting setting,
        string schema,
        int image,
        RoleWish? role,
        string failing,
        IEnumerable<(string Name, string Value)> order)
    {
        var builder = setting.IsWatched
            ? Watched(image, Properties(setting, schema, order))
            : WithMigration(image, Properties(setting, schema, order));
        if (role is not null)
        {
            builder.Add(Role, "Custom::DatabaseRole", Asking(image, RoleProperties(schema, role)), ("DependsOn", Migration));
        }

        return builder.Add(
            Sibling,
            TestType.Name,
            new() { ["In"] = Image(image), ["Fails"] = failing },
            ("DependsOn", role is null ? Migration : Role)).Build();
    }

    /// <summary>The function of an image, its version, and the migration that it answers for.</summary>
    /// <param name="image">The image's number.</param>
    /// <param name="properties">Of the migration, besides what every resource of the function has.</param>
    /// <param name="attributes">Of the migration, beside its properties.</param>
    public static TemplateBuilder WithMigration(
        int image, JsonObject properties, params IEnumerable<(string Name, JsonNode Value)> attributes) => new TemplateBuilder()
        .Add(Function, "AWS::Lambda::Function", new() { ["Code"] = new JsonObject { ["ImageUri"] = Image(image) } })
        .Add(Version(image), "AWS::Lambda::Version", new() { ["FunctionName"] = TemplateBuilder.Ref(Function) })
        .Add(Migration, "Custom::DatabaseMigration", Asking(image, properties), attributes);

    // The Delete must still find who answers for the function.
    static TemplateBuilder Watched(int image, JsonObject properties) =>
        WithMigration(image, properties, ("DependsOn", Invocation))
        .Add(Watchdog, "AWS::Lambda::Function", new() { ["Code"] = new JsonObject { ["ZipFile"] = WatchdogCode.Value } })
        .Add(
            Invocation,
            "AWS::Lambda::EventInvokeConfig",
            new()
            {
                ["FunctionName"] = TemplateBuilder.Ref(Function),
                ["Qualifier"] = "$LATEST",
                ["MaximumRetryAttempts"] = "2",
                ["DestinationConfig"] = new JsonObject
                {
                    ["OnFailure"] = new JsonObject { ["Destination"] = TemplateBuilder.GetAtt(Watchdog, "Arn") },
                },
            });

    static string Version(int image) => string.Create(CultureInfo.InvariantCulture, $"Version{image}");

    static JsonObject Asking(int image, JsonObject properties)
    {
        properties["ServiceToken"] = TemplateBuilder.GetAtt(Function, "Arn");
        properties["Revision"] = TemplateBuilder.GetAtt(Version(image), "Version");
        return properties;
    }

    static JsonObject Properties(Setting setting, string schema, IEnumerable<(string Name, string Value)> order)
    {
        var properties = new JsonObject
        {
            ["Transaction"] = setting.IsInScriptMode ? "Script" : "Batch",
            ["Schema"] = schema,
            ["OnDelete"] = setting.OnDelete,
            ["LockTimeout"] = setting.LockTimeout,
        };
        if (setting.ServiceTimeout is { } seconds)
        {
            properties["ServiceTimeout"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in setting.WasThereBefore ? [.. order, ("Baseline", "1")] : order)
        {
            properties[name] = value;
        }

        return properties;
    }

    static JsonObject RoleProperties(string schema, RoleWish role) => new()
    {
        ["RoleName"] = role.Name,
        ["Authentication"] = "Iam",
        ["Grants"] = new JsonArray(
            new JsonObject
            {
                ["Schema"] = schema,
                ["Privileges"] = role.Writes ? new JsonArray("Read", "Write") : new JsonArray("Read"),
            }),
    };
}
