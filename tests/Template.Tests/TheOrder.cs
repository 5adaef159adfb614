using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

/// <summary>What is made before what, and so deleted after it.</summary>
public sealed class TheOrder
{
    static readonly string[] TheWay =
    [
        "Cluster", "ClusterParameters", "DatabaseFromMigration", "DatabaseGroup", "DatabaseSubnets", "EndpointGroup",
        "EphemeralCluster", "EphemeralWriter", "MigrationFunction", "MigrationGroup", "MigrationInvocation", "MigrationLogs",
        "MigrationRole", "PrivateRoutes", "RoutesA", "RoutesB", "S3Endpoint", "SecretsEndpoint", "SubnetA", "SubnetB", "Vpc",
        "Watchdog", "WatchdogLogs", "WatchdogRole", "Writer",
    ];

    static StackTemplate Template => StackTemplate.Project;

    [Fact]
    public void TheMigrationWaitsForWhatItsPropertiesDoNotName() => Template["Migration"].DependsOn.ShouldBe(
        ["DatabaseFromMigration", "MigrationInvocation", "RoutesA", "RoutesB", "S3Endpoint", "SecretsEndpoint"]);

    [Theory]
    [InlineData("Migration")]
    [InlineData("ApiDatabaseRole")]
    public void EveryCallOfTheFunctionFindsItsWay(string resource) =>
        TheWay.Except(Template.BehindOf(resource), StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void TheRoleWaitsForTheSchemaItIsFor() => Template["ApiDatabaseRole"].DependsOn.ShouldBe(["Migration"]);

    [Fact]
    public void TheApiComesAfterItsSchemaAndItsRole()
    {
        var behind = Template.BehindOf("ApiFunction");
        behind.Contains("Migration").ShouldBeTrue();
        behind.Contains("ApiDatabaseRole").ShouldBeTrue();
        Template.BehindOf("Migration").Contains("ApiFunction").ShouldBeFalse();
    }

    [Fact]
    public void NoDependsOnNamesWhatMayNotBeThere() =>
        (from resource in Template.Resources.Values
         from name in resource.DependsOn
         where Template[name].Condition is not null
         select $"{resource.Id} on {name}").ShouldBeEmpty();
}
