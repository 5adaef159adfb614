using Lockstep.Template.Tests.Support;

namespace Lockstep.Template.Tests;

public sealed class Secrecy
{
    static readonly string[] Suspicious = ["password", "passwd", "token", "credential"];

    static StackTemplate Template => StackTemplate.Project;

    [Fact]
    public void NoParameterTakesASecret() =>
        Template.Parameters.Select(parameter => parameter.Key).Where(IsSuspicious).ShouldBeEmpty();

    [Fact]
    public void NoTextHoldsOne()
    {
        var text = File.ReadAllText(Path.Combine(StackTemplate.Repository, "template.yaml"));
        text.Contains(" MasterUserPassword:", StringComparison.Ordinal).ShouldBeFalse();
        text.Contains("{{resolve:", StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void RdsMakesAndRotatesTheMasterPassword() =>
        Template.OfType("AWS::RDS::DBCluster").ShouldAllBe(cluster => cluster["ManageMasterUserPassword"] == "true");

    [Fact]
    public void TheApiGetsAddressesAndNoSecret()
    {
        var variables = Template["ApiFunction"].Properties["Environment"]!["Variables"]!.AsObject();
        variables.Select(variable => variable.Key).Order(StringComparer.Ordinal).ShouldBe(
        [
            "AWS_LWA_PORT", "AWS_LWA_READINESS_CHECK_PATH", "DATABASE_HOST", "DATABASE_NAME", "DATABASE_PORT",
            "DATABASE_USER", "SCHEMA_VERSION",
        ]);
        variables.ToString().ShouldNotContain("SecretArn");
    }

    [Fact]
    public void NoOutputShowsASecret() =>
        Template.References.Where(reference => reference.Attribute is { } attribute && IsSuspicious(attribute)).ShouldBeEmpty();

    static bool IsSuspicious(string name) => Suspicious.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
