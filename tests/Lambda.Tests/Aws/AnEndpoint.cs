using Lockstep.Lambda.Aws;
using Lockstep.Lambda.Aws.Addressing;
using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Aws;

public sealed class AnEndpoint
{
    const string Variable = "AWS_ENDPOINT_URL_SECRETS_MANAGER";

    [Theory]
    [InlineData("aws", "eu-west-1", "https://secretsmanager.eu-west-1.amazonaws.com/")]
    [InlineData("aws-us-gov", "us-gov-west-1", "https://secretsmanager.us-gov-west-1.amazonaws.com/")]
    [InlineData("aws-cn", "cn-north-1", "https://secretsmanager.cn-north-1.amazonaws.com.cn/")]
    [InlineData("aws-eusc", "eusc-de-east-1", "https://secretsmanager.eusc-de-east-1.amazonaws.eu/")]
    [InlineData("aws-iso", "us-iso-east-1", "https://secretsmanager.us-iso-east-1.c2s.ic.gov/")]
    [InlineData("aws-iso-b", "us-isob-east-1", "https://secretsmanager.us-isob-east-1.sc2s.sgov.gov/")]
    [InlineData("aws-iso-e", "eu-isoe-west-1", "https://secretsmanager.eu-isoe-west-1.cloud.adc-e.uk/")]
    [InlineData("aws-iso-f", "us-isof-south-1", "https://secretsmanager.us-isof-south-1.csp.hci.ic.gov/")]
    public void IsTheRegionsInThePartitionOfTheArn(string partition, string region, string endpoint) =>
        For(partition, region).ShouldBe(endpoint);

    [Fact]
    public void MayBeSetForTheServiceOrForAll()
    {
        For("aws", "eu-west-1", ("AWS_ENDPOINT_URL", "http://127.0.0.1:1/all")).ShouldBe("http://127.0.0.1:1/all");
        For("aws", "eu-west-1", ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), (Variable, "http://127.0.0.1:2"))
            .ShouldBe("http://127.0.0.1:2/");
        For("of-tomorrow", "moon-1", (Variable, "https://moon.example")).ShouldBe("https://moon.example/");
    }

    [Fact]
    public void IsTheDefaultOneWhenTheVariablesAreEmptyOrToBeIgnored()
    {
        const string Default = "https://secretsmanager.eu-west-1.amazonaws.com/";
        For("aws", "eu-west-1", ("AWS_ENDPOINT_URL", ""), (Variable, "")).ShouldBe(Default);
        For("aws", "eu-west-1", (Variable, "http://127.0.0.1:2"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE"))
            .ShouldBe(Default);
    }

    [Fact]
    public void OfAnUnknownPartitionIsNamed() =>
        Should.Throw<AwsCallException>(() => For("aws-moon", "moon-1")).Message.ShouldBe(
            "The addresses of the partition aws-moon of arn:aws-moon:secretsmanager:moon-1:123456789012:secret:db are not "
            + $"known here. Set {Variable} to the service's URL.");

    [Theory]
    [InlineData("127.0.0.1:4566")]
    [InlineData("ftp://127.0.0.1")]
    public void ThatIsNoUrlIsNamed(string text) =>
        Should.Throw<AwsCallException>(() => For("aws", "eu-west-1", (Variable, text))).Message.ShouldBe(
            $"{Variable} is \"{text}\", which is not a URL of the form https://host.");

    static string For(string partition, string region, params (string, string)[] variables)
    {
        var arn = Arn.TryParse($"arn:{partition}:secretsmanager:{region}:123456789012:secret:db", "secretsmanager")!;
        return ServiceEndpoint.For(arn, Variable, AwsWorld.Options(variables)).AbsoluteUri;
    }
}
