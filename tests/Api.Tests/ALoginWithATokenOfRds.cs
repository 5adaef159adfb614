using System.Globalization;
using Lockstep.Api.Tests.Support;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Api.Tests;

public sealed class ALoginWithATokenOfRds
{
    static readonly (string Name, string Value)[] Keys =
    [
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("AWS_REGION", "eu-west-1"),
    ];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsNotGivenToAServerThatNobodyAtRdsVouchesFor()
    {
        await using var server = await PostgresServer.StartAsync(new() { Tls = true, Passwords = true }, Token);
        Assert.SkipUnless(server.IsOurs, "the server has the certificate that it has");
        await using var api = await RunningApi.StartAsync(string.Empty, [.. Where(server.Host, server.Port), .. Keys]);

        (await api.GetAsync("/products")).ShouldBe(503);

        // Whoever saw a token said so in the server's log: a failed login.
        (await File.ReadAllTextAsync(server.LogFile!, Token)).ShouldNotContain("password authentication failed");
    }

    [Fact]
    public async Task IsNotTriedWithoutTls()
    {
        await using var server = await PostgresServer.StartAsync(new() { Passwords = true }, Token);
        Assert.SkipUnless(server.IsOurs, "the server is as it is");
        await using var api = await RunningApi.StartAsync(string.Empty, [.. Where(server.Host, server.Port), .. Keys]);

        (await api.GetAsync("/products")).ShouldBe(503);

        (await File.ReadAllTextAsync(server.LogFile!, Token)).ShouldNotContain("password authentication failed");
    }

    static (string Name, string Value)[] Where(string host, int port) =>
    [
        ("DATABASE_CONNECTION", ""),
        ("DATABASE_HOST", host),
        ("DATABASE_PORT", port.ToString(CultureInfo.InvariantCulture)),
        ("DATABASE_NAME", "shop"),
        ("DATABASE_USER", "api"),
    ];
}
