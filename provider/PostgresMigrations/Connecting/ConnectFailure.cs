using System.Net.Sockets;
using System.Security.Authentication;
using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>No connection: why, and what to do about it.</summary>
sealed class ConnectFailure : CustomResourceException
{
    public ConnectFailure(ConnectFailureKind kind, string message, Exception? inner = null)
        : base(message, inner) => (Kind, IsPassing) = (kind, kind == ConnectFailureKind.Unreachable);

    public ConnectFailureKind Kind { get; }

    /// <summary>The secret was not read, or the token not made.</summary>
    public static ConnectFailure ForCredentials(CustomResourceException exception) =>
        new(ConnectFailureKind.Credentials, exception.Message, exception) { IsPassing = exception.IsPassing };

    /// <summary>Not until the time was over.</summary>
    public static ConnectFailure ForCredentials(ConnectionSettings settings, OperationCanceledException exception) => new(
        ConnectFailureKind.Credentials,
        $"The credentials for {Place(settings)} were not to be had before the function's time was over.",
        exception)
    { IsPassing = true };

    /// <summary>It could be reached each time, and each time the link broke before the work was done.</summary>
    public static ConnectFailure Broken(int times, Exception exception) => new(
        ConnectFailureKind.Unreachable,
        $"The connection to the database broke {times} times before the work was done, "
            + $"last with: {exception.Message.TrimEnd('.')}. "
            + "Check in the database's log why it ends connections, and that its storage and memory suffice.",
        exception);

    public static ConnectFailure For(ConnectionSettings settings, Exception exception) => exception switch
    {
        PostgresException refusal => ByServer(settings, refusal),
        _ when Find<AuthenticationException>(exception) is { } tls => new(
            ConnectFailureKind.Tls,
            $"TLS with {Server(settings)} failed under SslMode {settings.SslMode}: {tls.Message} {TlsRemedy(settings)}",
            exception),
        NpgsqlException { InnerException: null } said when said.Message.Contains("SSL", StringComparison.Ordinal) => new(
            ConnectFailureKind.Tls,
            $"{Server(settings)} does not offer TLS, which SslMode {settings.SslMode} asks for. "
                + "Turn TLS on at the server, or choose another SslMode.",
            said),
        _ => new(
            ConnectFailureKind.Unreachable,
            Unreachable(settings, Find<SocketException>(exception)?.SocketErrorCode),
            exception),
    };

    static ConnectFailure ByServer(ConnectionSettings settings, PostgresException refusal) => refusal.SqlState switch
    {
        var code when SqlStates.Of(code).AtSignIn == Reaction.ReadSecretAgain => new(
            ConnectFailureKind.SignIn,
            $"{Place(settings)} refused to sign in {User(settings)}: {refusal.MessageText}. {SignInRemedy(settings)}",
            refusal)
        {
            // What is read anew may be right the next time, while a rotation is under way.
            IsPassing = settings.Authentication != DatabaseAuthentication.None,
        },
        PostgresErrorCodes.InvalidCatalogName => new(
            ConnectFailureKind.NoDatabase,
            $"There is no database \"{settings.Database}\" on {Server(settings)}. "
                + "Create it, correct Database, or set CreateDatabase: true.",
            refusal),
        PostgresErrorCodes.InsufficientPrivilege => new(
            ConnectFailureKind.SignIn,
            $"{Place(settings)} does not let {User(settings)} connect: {refusal.MessageText}. Grant CONNECT on the database.",
            refusal),
        var other => new(
            SqlStates.Of(other).AtSignIn == Reaction.ConnectLater ? ConnectFailureKind.Unreachable : ConnectFailureKind.SignIn,
            $"{Place(settings)} refused the connection: {other} {refusal.MessageText}.",
            refusal),
    };

    static string Unreachable(ConnectionSettings settings, SocketError? error) => error switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData =>
            $"The name {settings.Host} does not resolve. Correct Host; inside a VPC check its DNS settings.",
        SocketError.ConnectionRefused =>
            $"Nothing listens on {Server(settings)}. Check Host and Port, and that the database is running.",
        _ => $"{Server(settings)} does not answer. "
            + "Check that the function's subnets and security group reach the database, and that it is running.",
    };

    static string SignInRemedy(ConnectionSettings settings) => settings.Authentication switch
    {
        DatabaseAuthentication.Secret =>
            $"The password came from the secret {settings.SecretArn}, read again each time: "
                + "check that it belongs to this database.",
        DatabaseAuthentication.Iam =>
            "The password was an IAM token: the user needs GRANT rds_iam, and the function's role needs rds-db:connect for it.",
        _ => "Check the user name and the password.",
    };

    static string TlsRemedy(ConnectionSettings settings) => settings.RootCertificate is null
        ? "Trusted are the certificate authorities of Amazon RDS alone; "
            + "for another server choose Require, or build with its certificate."
        : $"Trusted are the certificates in {settings.RootCertificate} alone.";

    static string Server(ConnectionSettings settings) => $"{settings.Host}:{settings.Port}";

    static string Place(ConnectionSettings settings) => $"Database \"{settings.Database}\" on {Server(settings)}";

    static string User(ConnectionSettings settings) => settings.Username is { } name ? $"user \"{name}\"" : "the user";

    static T? Find<T>(Exception? exception)
        where T : Exception => exception switch
        {
            null => null,
            T found => found,
            _ => Find<T>(exception.InnerException),
        };
}

enum ConnectFailureKind
{
    /// <summary>It always may pass.</summary>
    Unreachable,
    SignIn,

    /// <summary>The secret could not be read, or the token not be made.</summary>
    Credentials,
    NoDatabase,
    Tls,
}
