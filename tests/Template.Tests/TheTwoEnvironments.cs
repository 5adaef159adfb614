using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

public sealed class TheTwoEnvironments
{
    static StackTemplate Template => StackTemplate.Project;

    [Fact]
    public void AreProductionUnlessSaidOtherwise()
    {
        var environment = Template.Parameters["Environment"]!;
        $"{environment["Default"]}".ShouldBe("production");
        environment["AllowedValues"]!.AsArray().Select(value => $"{value}").ShouldBe(["production", "ephemeral"]);
    }

    [Fact]
    public void ProductionKeepsItsData()
    {
        var cluster = Template["Cluster"];
        (cluster.Condition, cluster.DeletionPolicy, cluster.UpdateReplacePolicy)
            .ShouldBe(("IsProduction", "Snapshot", "Snapshot"));
        cluster["DeletionProtection"].ShouldBe("true");
        Chosen("OnDelete").ShouldBe(("Retain", "DropDatabase"));
    }

    [Fact]
    public void EphemeralLeavesNothingBehind()
    {
        var cluster = Template["EphemeralCluster"];
        (cluster.Condition, cluster.DeletionPolicy, cluster.UpdateReplacePolicy).ShouldBe(("IsEphemeral", "Delete", "Delete"));
        cluster["DeletionProtection"].ShouldBe("false");
        Template.Resources.Values
            .Where(resource => resource.Condition != "IsProduction" && resource.DeletionPolicy is not (null or "Delete"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void EphemeralMakesTheDatabaseThatItMayDrop()
    {
        Chosen("CreateDatabase").ShouldBe(("false", "true"));
        Template["EphemeralCluster"].Properties.ContainsKey("DatabaseName").ShouldBeFalse();
        Template["Cluster"].Properties.ContainsKey("DatabaseName").ShouldBeTrue();
    }

    [Fact]
    public void EphemeralSleepsWhenNobodyUsesIt()
    {
        var scaling = Template["EphemeralCluster"].Properties["ServerlessV2ScalingConfiguration"]!;
        $"{scaling["MinCapacity"]}".ShouldBe("0");
        scaling["SecondsUntilAutoPause"].ShouldNotBeNull();
    }

    [Fact]
    public void BothEncryptAndTakeTlsAndTokensAlone()
    {
        foreach (var cluster in Template.OfType("AWS::RDS::DBCluster"))
        {
            cluster["StorageEncrypted"].ShouldBe("true");
            cluster["EnableIAMDatabaseAuthentication"].ShouldBe("true");
            cluster.Dependencies.Contains("ClusterParameters", StringComparer.Ordinal).ShouldBeTrue();
        }

        $"{Template["ClusterParameters"].Properties["Parameters"]!["rds.force_ssl"]}".ShouldBe("1");
        Template.OfType("AWS::RDS::DBInstance").ShouldAllBe(instance => instance["PubliclyAccessible"] == "false");
    }

    [Fact]
    public void EveryLogEnds()
    {
        Template.OfType("AWS::Logs::LogGroup")
            .ShouldAllBe(group => group.Properties.ContainsKey("RetentionInDays") && group.DeletionPolicy == "Delete");
        Template.Functions.ShouldAllBe(function => function.Properties.ContainsKey("LoggingConfig"));
    }

    // Of production and ephemeral.
    static (string, string) Chosen(string property)
    {
        var choice = Template["Migration"].Properties[property]!["Fn::If"]!.AsArray();
        $"{choice[0]}".ShouldBe("IsProduction");
        return ($"{choice[1]}", $"{choice[2]}");
    }
}
