using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Playing;

/// <summary>The stack that is rehearsed, as SAM's transform leaves it: the migration's function and its version, the migration,
/// and an API that takes the schema's version from it.</summary>
static class ShopTemplate
{
    public const string StackName = "shop";
    public const string Migration = "Migration";
    public const string Api = "ApiFunction";

    const string Registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

    const string Text = """
        {
          "Resources": {
            "MigrationFunction": {
              "Type": "AWS::Lambda::Function",
              "Properties": { "PackageType": "Image", "Code": { "ImageUri": "MIGRATION_IMAGE" }, "Timeout": 900 }
            },
            "FUNCTION_VERSION": {
              "Type": "AWS::Lambda::Version",
              "DeletionPolicy": "Delete",
              "Properties": { "FunctionName": { "Ref": "MigrationFunction" } }
            },
            "Migration": {
              "Type": "Custom::DatabaseMigration",
              "Properties": {
                "ServiceToken": { "Fn::GetAtt": ["MigrationFunction", "Arn"] },
                "ServiceTimeout": 3600,
                "Revision": { "Fn::GetAtt": ["FUNCTION_VERSION", "Version"] }
              }
            },
            "ApiFunction": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "PackageType": "Image",
                "Code": { "ImageUri": "API_IMAGE" },
                "Environment": { "Variables": { "SCHEMA_VERSION": { "Fn::GetAtt": ["Migration", "SchemaVersion"] } } }
              }
            }
          }
        }
        """;

    public static string MigrationImage(string tag) => $"{Registry}/migration:{tag}";

    public static string ApiImage(string tag) => $"{Registry}/api:{tag}";

    public static StackTemplate For(string migrationTag, string apiTag) => StackTemplate.Parse(Text
        .Replace("MIGRATION_IMAGE", MigrationImage(migrationTag), StringComparison.Ordinal)
        .Replace("API_IMAGE", ApiImage(apiTag), StringComparison.Ordinal)
        .Replace("FUNCTION_VERSION", VersionId(MigrationImage(migrationTag)), StringComparison.Ordinal));

    // SAM names a version after its function's code: another image is another version, and nothing else is.
    [SuppressMessage("Security", "CA5350", Justification = "It names something, as SAM does; nothing relies on it.")]
    static string VersionId(string image) =>
        $"MigrationFunctionVersion{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(image)))[..10]}";
}
