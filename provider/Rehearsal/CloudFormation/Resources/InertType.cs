
namespace Lockstep.Rehearsal.CloudFormation.Resources;

/// <summary>Resources of which a rehearsal needs no more than that they exist: an id, and an ARN for whoever asks.</summary>
/// <remarks>Nothing is checked about them: networks, permissions and alarms cannot be tried on one machine. What cannot be
/// changed is replaced.</remarks>
public sealed class InertType : IResourceType
{
    const string Hexadecimal = "0123456789abcdef";
    const int Digits = 17;

    // The beginning of an id that AWS gives, or null where the id is a name.
    static readonly Dictionary<string, string?> Prefixes = new(StringComparer.Ordinal)
    {
        ["AWS::ApiGatewayV2::Api"] = null, // where nobody calls it, see HttpApiType
        ["AWS::ApiGatewayV2::Stage"] = null,
        ["AWS::CloudWatch::Alarm"] = null,
        ["AWS::EC2::RouteTable"] = "rtb-",
        ["AWS::EC2::SecurityGroup"] = "sg-",
        ["AWS::EC2::SecurityGroupEgress"] = "sgr-",
        ["AWS::EC2::SecurityGroupIngress"] = "sgr-",
        ["AWS::EC2::Subnet"] = "subnet-",
        ["AWS::EC2::SubnetRouteTableAssociation"] = "rtbassoc-",
        ["AWS::EC2::VPC"] = "vpc-",
        ["AWS::EC2::VPCEndpoint"] = "vpce-",
        ["AWS::IAM::Policy"] = null,
        ["AWS::IAM::Role"] = null,
        ["AWS::Lambda::Alias"] = null,
        ["AWS::Lambda::Permission"] = null,
        ["AWS::Logs::LogGroup"] = null,
        ["AWS::RDS::DBClusterParameterGroup"] = null,
        ["AWS::RDS::DBSubnetGroup"] = null,
    };

    public bool StandsFor(string type) => Prefixes.ContainsKey(type);

    public Task<ResourceResult> HandleAsync(ResourceRequest request, CancellationToken cancellationToken)
    {
        var id = CreateOnly.KeptId(request) ?? (Prefixes[request.Type] is { } prefix
            ? $"{prefix}{request.Chance.Text(Hexadecimal, Digits)}"
            : $"{request.StackName}-{request.LogicalId}-{request.Chance.Text(Hexadecimal, Digits)}");
        return Task.FromResult<ResourceResult>(new ResourceReady(id, Attributes(request, id)));
    }

    static Dictionary<string, string> Attributes(ResourceRequest request, string id) => request.Type switch
    {
        "AWS::IAM::Role" => Arn($"arn:aws:iam::{request.AccountId}:role/{id}"),
        "AWS::Logs::LogGroup" => Arn($"arn:aws:logs:{request.Region}:{request.AccountId}:log-group:{id}:*"),
        _ => new(StringComparer.Ordinal),
    };

    static Dictionary<string, string> Arn(string arn) => new(StringComparer.Ordinal) { ["Arn"] = arn };
}
