using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>The properties of AWS's resources that cannot be changed: another value needs another resource.</summary>
/// <remarks>From the pages of the types, where they say "Update requires: Replacement"
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html).</remarks>
static class CreateOnly
{
    const string All = "*";

    static readonly Dictionary<string, string[]> Properties = new(StringComparer.Ordinal)
    {
        ["AWS::ApiGatewayV2::Api"] = ["ProtocolType"],
        ["AWS::ApiGatewayV2::Stage"] = ["ApiId", "StageName"],
        ["AWS::CloudWatch::Alarm"] = ["AlarmName"],
        ["AWS::EC2::RouteTable"] = ["VpcId"],
        ["AWS::EC2::SecurityGroup"] = ["GroupDescription", "GroupName", "VpcId"],
        ["AWS::EC2::SecurityGroupEgress"] = [All],
        ["AWS::EC2::SecurityGroupIngress"] = [All],
        ["AWS::EC2::Subnet"] = ["AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "VpcId"],
        ["AWS::EC2::SubnetRouteTableAssociation"] = ["SubnetId"],
        ["AWS::EC2::VPC"] = ["CidrBlock"],
        ["AWS::EC2::VPCEndpoint"] = ["ServiceName", "VpcEndpointType", "VpcId"],
        ["AWS::IAM::Role"] = ["Path", "RoleName"],
        ["AWS::Lambda::Alias"] = ["FunctionName", "Name"],
        ["AWS::Lambda::EventInvokeConfig"] = ["FunctionName", "Qualifier"],
        ["AWS::Lambda::Function"] = ["FunctionName", "PackageType"],
        ["AWS::Lambda::Permission"] = [All],
        ["AWS::Logs::LogGroup"] = ["LogGroupName"],
        ["AWS::RDS::DBCluster"] =
        [
            "AvailabilityZones", "DatabaseName", "DBClusterIdentifier", "DBSubnetGroupName", "KmsKeyId", "MasterUsername",
            "RestoreToTime", "RestoreType", "SnapshotIdentifier", "SourceDBClusterIdentifier", "SourceRegion", "StorageEncrypted",
        ],
        ["AWS::RDS::DBClusterParameterGroup"] = ["DBClusterParameterGroupName", "Description", "Family"],
        ["AWS::RDS::DBInstance"] = ["AvailabilityZone", "DBClusterIdentifier", "DBInstanceIdentifier", "Engine"],
        ["AWS::RDS::DBSubnetGroup"] = ["DBSubnetGroupName"],
    };

    // A tag, or the words that describe a rule, can be changed where nothing else can.
    static readonly string[] Never = ["Description", "Tags"];

    /// <summary>What an Update changes of them, by name; nothing else is an Update of the same resource.</summary>
    public static IReadOnlyList<string> ChangedBy(ResourceRequest request) =>
        request.OldProperties is { } old && Properties.TryGetValue(request.Type, out var names)
            ? [.. Changed(request.Properties, old).Where(name => Has(names, name)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The id that a resource keeps; null where it has none yet, or the Update needs another resource.</summary>
    public static string? KeptId(ResourceRequest request) => ChangedBy(request).Count == 0 ? request.PhysicalId : null;

    /// <summary>For what cannot be replaced here.</summary>
    /// <exception cref="TemplateException">The Update would.</exception>
    public static void RefuseReplacement(ResourceRequest request)
    {
        if (ChangedBy(request) is { Count: > 0 } changed)
        {
            throw TemplateException.NotSupported(
                request.LogicalId, $"another {string.Join(", ", changed)}, which replaces the resource,");
        }
    }

    static bool Has(string[] names, string name) => names.Contains(name, StringComparer.Ordinal)
        || (names is [All] && !Never.Contains(name, StringComparer.Ordinal));

    static IEnumerable<string> Changed(JsonObject properties, JsonObject old) =>
        properties.Concat(old).Select(property => property.Key).Distinct(StringComparer.Ordinal)
            .Where(name => !JsonNode.DeepEquals(properties[name], old[name]));
}
