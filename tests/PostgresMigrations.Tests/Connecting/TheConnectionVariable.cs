using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Tests.Connecting;

public sealed class TheConnectionVariable
{
    [Theory]
    [InlineData("postgresql://ada:s%40crt@db.example.com:6432/shop?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3")]
    [InlineData("postgres://ada:s%40crt@db.example.com:6432/shop?sslmode=verify-full&sslrootcert=/ca.pem")]
    [InlineData(
        "Host=db.example.com;Port=6432;Database=shop;Username=ada;Password=s@crt;SSL Mode=VerifyFull;Root Certificate=/ca.pem")]
    public void IsAUriOrAConnectionString(string text)
    {
        var settings = ConnectionSettings.For(new MigrationProperties { Host = "ignored", Database = "ignored" }, text);

        settings.ShouldSatisfyAllConditions(
            one => one.Host.ShouldBe("db.example.com"), one => one.Port.ShouldBe(6432), one => one.Database.ShouldBe("shop"),
            one => one.Username.ShouldBe("ada"), one => one.Password.ShouldBe("s@crt"),
            one => one.SslMode.ShouldBe(DatabaseSslMode.VerifyFull),
            one => one.RootCertificate.ShouldBe("/ca.pem"), one => one.Authentication.ShouldBe(DatabaseAuthentication.None));
    }

    [Theory]
    [InlineData("postgresql://ada:hunter2@host:port/shop")]
    [InlineData("Hst=hunter2")]
    [InlineData("hunter2")]
    public void IsNotRepeatedWhenItCannotBeUnderstood(string text)
    {
        var refused = Should.Throw<InvalidConnectionException>(() => ConnectionSettings.For(new MigrationProperties(), text));

        refused.Message.ShouldContain("LOCKSTEP_CONNECTION");
        refused.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void LeavesTheDatabaseToTheProperties() =>
        ConnectionSettings.For(new MigrationProperties { Database = "shop" }, "postgresql://localhost").Database.ShouldBe("shop");
}
