using System.Text.Json.Nodes;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.CloudFormation.Templates;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.Rehearsal.Tests.Simulating;

/// <summary>Another address range needs another network, and that another subnet: CloudFormation makes both anew.</summary>
public sealed class AResourceThatCannotBeChanged
{
    readonly World _world = new();

    [Fact]
    public void IsReplacedAndTheOldOneGoesInTheCleanup()
    {
        _world.Created(Network("10.0.0.0/16"));
        var (vpc, subnet) = Ids();

        var result = _world.Shop.Play(new UpdateStack(Network("10.1.0.0/16").Build()));

        result.Status.ShouldBe(Status.UpdateComplete);
        (Ids().Vpc == vpc).ShouldBeFalse();
        string.Join(" ", Deleted(result)).ShouldBe($"{subnet} {vpc}");
        result.Events.Count(told => told.ResourceStatusReason == "Requested update required the provider to create a new physical resource")
            .ShouldBe(2);
        $"{_world.Shop["Subnet"]!.Properties["VpcId"]}".ShouldBe(Ids().Vpc);
    }

    [Fact]
    public void StaysWhereItsPolicySaysSo()
    {
        _world.Created(Network("10.0.0.0/16", "Retain"));
        var (vpc, _) = Ids();

        var result = _world.Shop.Play(new UpdateStack(Network("10.1.0.0/16", "Retain").Build()));

        Deleted(result).ShouldNotContain(id => id == vpc);
        result.Events.ShouldContain(told => told.ResourceStatus == Status.DeleteSkipped && told.PhysicalResourceId == vpc);
    }

    // Neither is asked in the rollback: both are still there.
    [Theory]
    [InlineData("Update", 0)]
    [InlineData("", 3)]
    public void IsTheOldOneAgainAfterARollback(string fails, int cancelAfter)
    {
        _world.Created(Network("10.0.0.0/16", fails: "", seconds: "0"));
        var before = Ids();

        var result = _world.Shop.Play(new UpdateStack(
            Network("10.1.0.0/16", fails: fails, seconds: "5").Build(),
            CancelAfter: cancelAfter > 0 ? TimeSpan.FromSeconds(cancelAfter) : null));

        result.Status.ShouldBe(Status.UpdateRollbackComplete);
        Ids().ShouldBe(before);
        Deleted(result).Count.ShouldBe(2);
        Deleted(result).ShouldNotContain(id => id == before.Vpc);
        $"{_world.Shop["Vpc"]!.Properties["CidrBlock"]}".ShouldBe("10.0.0.0/16");
    }

    [Fact]
    public void KeepsItsAttributesInAnyOtherUpdate()
    {
        _world.Created(Cluster("shop", "1"));
        var before = _world.Shop["Cluster"]!.Attributes["MasterUserSecret.SecretArn"];

        _world.Shop.Play(new UpdateStack(Cluster("shop", "7").Build())).Status.ShouldBe(Status.UpdateComplete);

        _world.Shop["Cluster"]!.Attributes["MasterUserSecret.SecretArn"].ShouldBe(before);
    }

    [Fact]
    public void IsAnErrorThatNamesThePropertyWhereThereIsNoOther()
    {
        _world.Created(Cluster("shop", "1"));

        Should.Throw<TemplateException>(() => _world.Shop.Play(new UpdateStack(Cluster("store", "1").Build()))).Message.ShouldBe(
            "Cluster: another DatabaseName, which replaces the database, is not supported by the rehearsal.");
    }

    static IReadOnlyList<string> Deleted(OperationResult result) =>
        [.. result.Events.Where(told => told.ResourceStatus == Status.DeleteComplete).Select(told => told.PhysicalResourceId)];

    (string Vpc, string Subnet) Ids() => (_world.Shop["Vpc"]!.PhysicalId, _world.Shop["Subnet"]!.PhysicalId);

    static TemplateBuilder Network(string addresses, string policy = "Delete", string fails = "", string seconds = "0") =>
        new TemplateBuilder()
            .Add("Vpc", "AWS::EC2::VPC", new() { ["CidrBlock"] = addresses }, ("UpdateReplacePolicy", policy))
            .Add("Subnet", "AWS::EC2::Subnet", new() { ["VpcId"] = TemplateBuilder.Ref("Vpc"), ["CidrBlock"] = addresses })
            .Add("B", TestType.Name, new() { ["In"] = TemplateBuilder.Ref("Subnet"), ["Fails"] = fails, ["Seconds"] = seconds });

    static TemplateBuilder Cluster(string database, string retention) => new TemplateBuilder().Add(
        "Cluster", "AWS::RDS::DBCluster",
        new JsonObject { ["Engine"] = "aurora-postgresql", ["DatabaseName"] = database, ["BackupRetentionPeriod"] = retention });
}
