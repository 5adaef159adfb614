using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Running.Committing;
using Npgsql;

namespace Lockstep.PostgresMigrations.Tests.Connecting;

/// <summary>Every class of PostgreSQL's error codes, and those codes of it that are special.</summary>
public sealed class ErrorsOfTheServer
{
    [Theory]
    [InlineData("08000", true, false), InlineData("08006", true, false), InlineData("08P01", true, false)]
    [InlineData("28000", false, false), InlineData("28P01", false, false)]
    [InlineData("40001", false, true), InlineData("40P01", false, true), InlineData("40002", false, false)]
    [InlineData("53000", false, false), InlineData("53100", false, false), InlineData("53200", true, false)]
    [InlineData("53300", true, false), InlineData("53400", false, false)]
    [InlineData("55000", false, false), InlineData("55006", false, false), InlineData("55P03", false, true)]
    [InlineData("55P04", false, false)]
    [InlineData("57000", false, false), InlineData("57014", false, false), InlineData("57P01", true, true)]
    [InlineData("57P02", true, true), InlineData("57P03", true, false), InlineData("57P04", false, false)]
    [InlineData("57P05", false, false)]
    [InlineData("00000", false, false), InlineData("01000", false, false), InlineData("02000", false, false)]
    [InlineData("03000", false, false), InlineData("09000", false, false), InlineData("0A000", false, false)]
    [InlineData("0B000", false, false), InlineData("0F000", false, false), InlineData("0L000", false, false)]
    [InlineData("0P000", false, false), InlineData("0Z000", false, false), InlineData("10608", false, false)]
    [InlineData("20000", false, false), InlineData("21000", false, false), InlineData("22012", false, false)]
    [InlineData("23505", false, false), InlineData("24000", false, false), InlineData("25001", false, false)]
    [InlineData("25006", false, false), InlineData("25P02", false, false), InlineData("25P03", false, false)]
    [InlineData("26000", false, false), InlineData("27000", false, false), InlineData("2B000", false, false)]
    [InlineData("2D000", false, false), InlineData("2F000", false, false), InlineData("34000", false, false)]
    [InlineData("38000", false, false), InlineData("39000", false, false), InlineData("3B000", false, false)]
    [InlineData("3D000", false, false), InlineData("3F000", false, false), InlineData("42P01", false, false)]
    [InlineData("44000", false, false), InlineData("54000", false, false), InlineData("58030", false, false)]
    [InlineData("72000", false, false), InlineData("F0000", false, false), InlineData("HV000", false, false)]
    [InlineData("P0001", false, false), InlineData("XX000", false, false), InlineData("XX001", false, false)]
    public void AreWorthAnotherTryOrNot(string code, bool atSignIn, bool inATransaction)
    {
        var error = Error("ERROR", code);

        (ConnectFailure.For(Settings, error).Kind == ConnectFailureKind.Unreachable).ShouldBe(atSignIn);
        Transience.IsTransient(error).ShouldBe(inATransaction);
        Transience.IsLinkLost(error).ShouldBeFalse();
    }

    [Theory]
    [InlineData("57P01"), InlineData("57P02"), InlineData("57P05"), InlineData("25P03"), InlineData("25P04"), InlineData("XX000")]
    public void LoseTheLinkWhereTheyEndTheSession(string code)
    {
        Transience.IsLinkLost(Error("FATAL", code)).ShouldBeTrue();
        Transience.IsLinkLost(Error("PANIC", code)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("28000"), InlineData("28P01")]
    public void LetTheSecretBeReadAgain(string code)
    {
        SqlStates.Of(code).AtSignIn.ShouldBe(Reaction.ReadSecretAgain);
        ConnectFailure.For(Settings, Error("FATAL", code)).Kind.ShouldBe(ConnectFailureKind.SignIn);
    }

    [Theory]
    [InlineData("25001"), InlineData("25006"), InlineData("2D000"), InlineData("53100"), InlineData("53200")]
    [InlineData("55P04"), InlineData("58030")]
    public void ComeWithAdvice(string code) => SqlStates.Of(code).Advice.ShouldNotBeNullOrEmpty();

    static ConnectionSettings Settings { get; } = new()
    {
        Host = "h",
        Port = 5432,
        Database = "d",
        Authentication = DatabaseAuthentication.None,
        SslMode = DatabaseSslMode.Disable,
    };

    static PostgresException Error(string severity, string code) => new("said", severity, severity, code);
}
