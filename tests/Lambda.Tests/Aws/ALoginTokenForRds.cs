using System.Globalization;
using Lockstep.Lambda.Aws;
using Lockstep.Lambda.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Lambda.Tests.Aws;

public sealed class ALoginTokenForRds
{
    const string Host = "db.abcdef.eu-west-1.rds.amazonaws.com";

    static readonly FakeTimeProvider Clock = new(
        DateTimeOffset.Parse("2026-01-02T03:04:05Z", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("iam_user", "")]
    [InlineData("iam_user", LoopbackAws.SessionToken)]
    [InlineData("app user+x@y/ü", LoopbackAws.SessionToken)]
    public async Task HasASignatureThatAwsComputesToo(string user, string sessionToken)
    {
        var token = await CreateAsync(Host, user, ("AWS_SESSION_TOKEN", sessionToken));

        token.ShouldStartWith($"{Host}:5432/?Action=connect&DBUser={Uri.EscapeDataString(user)}&X-Amz-Expires=900&");
        var query = token.Split('?', 2)[1];
        query.Contains("X-Amz-Security-Token=", StringComparison.Ordinal).ShouldBe(sessionToken.Length > 0);
        var request = WireRequest.Get("/", query, ("host", $"{Host}:5432"));
        var signature = SigV4.OfQuery(request);
        signature.Scope.ShouldBe("20260102/eu-west-1/rds-db/aws4_request");
        signature.Date.ShouldBe("20260102T030405Z");
        signature.SignedHeaders.ShouldBe("host");
        signature.Claimed.ShouldBe(signature.Expected(request, LoopbackAws.SecretKey));
    }

    [Theory]
    [InlineData("db.abcdef.eu-west-1.rds.amazonaws.com", "eu-west-1")]
    [InlineData("Db.Cluster-abcdef.us-gov-west-1.RDS.amazonaws.com", "us-gov-west-1")]
    [InlineData("proxy.proxy-abcdef.ap-southeast-2.rds.amazonaws.com", "ap-southeast-2")]
    [InlineData("db.abcdef.rds.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("db.abcdef.eusc-de-east-1.rds.amazonaws.eu", "eusc-de-east-1")]
    [InlineData("rds.example", "us-east-2")]
    [InlineData("database.example", "us-east-2")]
    public async Task IsForTheRegionInTheHostsNameElseForTheFunctions(string host, string region) =>
        (await CreateAsync(host, "u", ("AWS_REGION", "us-east-2"), ("AWS_DEFAULT_REGION", "us-east-1")))
            .ShouldContain($"%2F{region}%2Frds-db%2Faws4_request");

    [Fact]
    public async Task FallsBackToTheDefaultRegion() =>
        (await CreateAsync("database.example", "u", ("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "us-east-1")))
            .ShouldContain("%2Fus-east-1%2Frds-db%2Faws4_request");

    [Fact]
    public async Task IsNotMadeWithoutARegion() =>
        (await Should.ThrowAsync<AwsCallException>(CreateAsync("database.example", "u"))).Message.ShouldBe(
            "No login token for u at database.example:5432: its region is not in the host's name. Set AWS_REGION.");

    static Task<string> CreateAsync(string host, string user, params IEnumerable<(string, string)> variables)
    {
        var options = AwsWorld.Options(
            [("AWS_ACCESS_KEY_ID", LoopbackAws.AccessKey), ("AWS_SECRET_ACCESS_KEY", LoopbackAws.SecretKey), .. variables]);
        return new RdsAuthToken(options with { Time = Clock }).CreateAsync(host, 5432, user, Token);
    }
}
