using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Comparison.Stacks;

/// <summary>The stack: the function, the custom resource, and what comes after it.</summary>
static class StackTemplates
{
    public const string Migration = "Migration";
    public const string FrontImage = "front:1";

    const string Function = "MigrationFunction";
    const string Front = "FrontFunction";

    /// <summary>The image of the migration's function in a deployment.</summary>
    public static string MigrationImage(int number) => $"migration:{number}";

    /// <summary>The image of what comes after the migration.</summary>
    public static string ApiImage(int number) => $"api:{number}";

    /// <param name="number">Of the deployment.</param>
    /// <param name="revision">The custom resource's property.</param>
    /// <param name="hasFront">Whether CloudFormation calls another function than the one with the scripts.</param>
    public static StackTemplate For(int number, string revision, bool hasFront)
    {
        var resources = new JsonObject
        {
            [Function] = FunctionOf(MigrationImage(number)),
            [Migration] = new JsonObject
            {
                ["Type"] = "Custom::DatabaseMigration",
                ["Properties"] = new JsonObject
                {
                    ["ServiceToken"] = Arn(hasFront ? Front : Function),
                    ["Revision"] = revision,
                },
            },
            ["Api"] = FunctionOf(ApiImage(number)),
        };
        resources["Api"]!["DependsOn"] = Migration;
        if (hasFront)
        {
            resources[Front] = FunctionOf(FrontImage);
            resources[Front]!["Properties"]!["Environment"] =
                new JsonObject { ["Variables"] = new JsonObject { ["USER_ON_EVENT_FUNCTION_ARN"] = Arn(Function) } };
        }

        return StackTemplate.Parse(new JsonObject { ["Resources"] = resources }.ToJsonString());
    }

    static JsonObject FunctionOf(string image) => new()
    {
        ["Type"] = "AWS::Lambda::Function",
        ["Properties"] = new JsonObject { ["Code"] = new JsonObject { ["ImageUri"] = image } },
    };

    static JsonObject Arn(string function) => new() { ["Fn::GetAtt"] = new JsonArray(function, "Arn") };
}
