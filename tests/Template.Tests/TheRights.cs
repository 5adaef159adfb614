using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

/// <summary>Who may do what, and what reaches what. The approved files are the allow-list: read them as code.</summary>
public sealed class TheRights
{
    static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static StackTemplate Template => StackTemplate.Project;

    static IEnumerable<(Resource Holder, JsonObject Statement)> OfRoles =>
        from resource in Template.Resources.Values
        from document in resource.Type switch
        {
            "AWS::IAM::Role" => resource.Properties["Policies"]!.AsArray().Select(policy => policy!["PolicyDocument"]!),
            "AWS::IAM::Policy" => [resource.Properties["PolicyDocument"]!],
            _ => [],
        }
        from statement in document["Statement"]!.AsArray()
        select (resource, statement.AsObject());

    static IEnumerable<(Resource Holder, JsonObject Statement)> OfEndpoints =>
        from endpoint in Template.OfType("AWS::EC2::VPCEndpoint")
        from statement in endpoint.Properties["PolicyDocument"]!["Statement"]!.AsArray()
        select (endpoint, statement.AsObject());

    [Fact]
    public void OfRolesAreTheseAlone() =>
        Text(Lines(OfRoles)).ShouldMatchApproved(options => options.NoDiff().SubFolder("Approved"));

    [Fact]
    public void OfEndpointsAreTheseAlone() =>
        Text(Lines(OfEndpoints)).ShouldMatchApproved(options => options.NoDiff().SubFolder("Approved"));

    [Fact]
    public void OfSecurityGroupsAreTheseAlone() =>
        Text(SecurityRules()).ShouldMatchApproved(options => options.NoDiff().SubFolder("Approved"));

    [Fact]
    public void AreNeverGivenByPattern() =>
        OfRoles.Concat(OfEndpoints).Where(held => $"{held.Statement["Effect"]}" == "Allow")
            .Where(held => Texts(held.Statement["Action"]).Any(action => action.Contains('*', StringComparison.Ordinal)))
            .Select(held => held.Holder.Id).ShouldBeEmpty();

    [Fact]
    public void OnEverythingAreThoseOfLambdaItselfAndDeniedToTheCode()
    {
        foreach (var role in OfRoles.GroupBy(held => held.Holder.Id, held => held.Statement, StringComparer.Ordinal))
        {
            var unbounded = role.Where(statement => $"{statement["Resource"]}" == "*")
                .ToLookup(statement => $"{statement["Effect"]}", StringComparer.Ordinal);
            unbounded["Allow"].SelectMany(statement => Texts(statement["Action"]))
                .ShouldAllBe(action => action.StartsWith("ec2:", StringComparison.Ordinal));
            unbounded["Deny"].Count().ShouldBe(unbounded["Allow"].Count());
        }
    }

    [Fact]
    public void EveryFunctionHasARoleOfItsOwn()
    {
        var roles = Template.Functions.Select(function => function["Role"]).ToArray();
        roles.ShouldAllBe(role => role != null);
        roles.Distinct(StringComparer.Ordinal).Count().ShouldBe(roles.Length);
        Template.Functions.Where(function => function.Properties.ContainsKey("Policies")).ShouldBeEmpty();
        Template.OfType("AWS::IAM::Role").Where(role => role.Properties.ContainsKey("ManagedPolicyArns")).ShouldBeEmpty();
    }

    [Fact]
    public void NoSubnetHasAWayOut()
    {
        string[] waysOut =
        [
            "AWS::EC2::EIP", "AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::Route",
            "AWS::EC2::VPCGatewayAttachment",
        ];
        Template.Resources.Values.Where(resource => waysOut.Contains(resource.Type, StringComparer.Ordinal)).ShouldBeEmpty();
    }

    static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"{line}\n"));

    static IEnumerable<string> Lines(IEnumerable<(Resource Holder, JsonObject Statement)> held) =>
        from one in held
        let condition = one.Statement["Condition"] is { } only ? $" if {Shown(only)}" : ""
        from action in Texts(one.Statement["Action"])
        from target in one.Statement["Resource"] is JsonArray list ? list : (IEnumerable<JsonNode?>)[one.Statement["Resource"]]
        select $"{one.Holder.Id}: {one.Statement["Effect"]} {action} on {Shown(target)}{condition}";

    static IEnumerable<string> SecurityRules() =>
        from resource in Template.Resources.Values
        from direction in (string[])["SecurityGroupIngress", "SecurityGroupEgress"]
        from rule in resource.Type == $"AWS::EC2::{direction}"
            ? (IEnumerable<JsonNode?>)[resource.Properties]
            : resource.Properties[direction]?.AsArray() ?? []
        let owner = rule!["GroupId"]?["Ref"] ?? resource.Id
        let other = rule["CidrIp"] ?? (rule["SourceSecurityGroupId"] ?? rule["DestinationSecurityGroupId"])!["Ref"]
        let way = direction.EndsWith("Ingress", StringComparison.Ordinal) ? "from" : "to"
        select $"{owner} {way} {other}: {rule["IpProtocol"]} {rule["FromPort"]}".TrimEnd();

    static IEnumerable<string> Texts(JsonNode? node) => node is JsonArray list ? list.Select(item => $"{item}") : [$"{node}"];

    static string Shown(JsonNode? node) => node switch
    {
        JsonObject map when map["Fn::GetAtt"] is JsonArray parts => string.Join('.', parts),
        JsonObject map when map["Fn::If"] is JsonArray choice => $"{Shown(choice[1])} or {Shown(choice[2])}",
        JsonValue value => $"{value}",
        _ => node!.ToJsonString(OneLine),
    };
}
