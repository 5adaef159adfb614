using System.Net.Sockets;
using System.Text.Json;
using Lockstep.CustomResources;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>Opens connections: signs in, waits while the database starts, and says in a person's words why not.</summary>
sealed class DatabaseConnector(
    ConnectionSettings settings, CredentialSource credentials, Secrets secrets, TimeProvider clock, ILogger log)
{
    // Every server has it, and CREATE DATABASE must be run from somewhere.
    const string MaintenanceDatabase = "postgres";

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Reading a secret costs a call each time, and a rotation takes longer than a blink.
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    public ConnectionSettings Settings => settings;

    /// <summary>Connects to the database of the settings.</summary>
    /// <param name="patience">How long it is tried again; the token ends it sooner.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <exception cref="ConnectFailure">
    /// It cannot be reached, does not exist, refuses to sign in, TLS failed, or the credentials are not to be had.
    /// </exception>
    public Task<NpgsqlConnection> OpenAsync(Patience patience, CancellationToken cancellationToken) =>
        OpenAsync(settings, patience, cancellationToken);

    /// <summary>Connects to the server's maintenance database, to create or drop the one of the settings.</summary>
    public Task<NpgsqlConnection> OpenMaintenanceAsync(Patience patience, CancellationToken cancellationToken) =>
        OpenAsync(settings with { Database = MaintenanceDatabase }, patience, cancellationToken);

    async Task<NpgsqlConnection> OpenAsync(ConnectionSettings target, Patience patience, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        long? refused = null;
        ConnectFailure? last = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SignInAsync(target, cancellationToken);
            }
            catch (ConnectFailure failure) when (failure.IsPassing)
            {
                var isRefusal = failure.Kind == ConnectFailureKind.SignIn;
                var isOver = isRefusal
                    ? clock.GetElapsedTime(refused ??= clock.GetTimestamp()) >= patience.Refused
                    : clock.GetElapsedTime(started) >= patience.Unreached;

                // An attempt that was cut off by the end of the time says less than the one before.
                last = cancellationToken.IsCancellationRequested ? last ?? failure : failure;
                if (cancellationToken.IsCancellationRequested || isOver)
                {
                    throw last;
                }

                log.DatabaseUnreachable(attempt, failure.Message);
                await PauseAsync(failure, attempt, cancellationToken);
            }
        }
    }

    // The end of the time to work is no error of its own here: the last failure says more.
    async Task PauseAsync(ConnectFailure failure, int attempt, CancellationToken cancellationToken)
    {
        var grown = Pause * Math.Pow(2, Math.Min(attempt, 10) - 1);
        var pause = failure.Kind == ConnectFailureKind.Unreachable ? Pause : grown < LongestPause ? grown : LongestPause;
        await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task<NpgsqlConnection> SignInAsync(ConnectionSettings target, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(await WithCredentialsAsync(target, cancellationToken), cancellationToken);
        }
        catch (ConnectFailure failure)
            when (failure.Kind == ConnectFailureKind.SignIn && target.Authentication == DatabaseAuthentication.Secret)
        {
            // A rotation between reading and using: mostly the secret has the new password by now.
            return await ConnectAsync(await WithCredentialsAsync(target, cancellationToken), cancellationToken);
        }
    }

    static async Task<NpgsqlConnection> ConnectAsync(ConnectionSettings target, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(ConnectionStringFor(target));
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        builder.UseSslClientAuthenticationOptionsCallback(CertificateTrust.For(target));
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));  // a round trip for types that nobody here uses
        try
        {
            // Without a pool the source holds nothing that its one connection needs.
            await using var source = builder.Build();
            return await OpenInTimeAsync(source.OpenConnectionAsync(cancellationToken).AsTask(), cancellationToken);
        }
        catch (Exception exception)
            when (exception is NpgsqlException or SocketException or TimeoutException or OperationCanceledException)
        {
            throw ConnectFailure.For(target, exception);
        }
    }

    // Npgsql takes seconds to give up on a peer that says nothing, and then there would be no time left to answer.
    static async Task<NpgsqlConnection> OpenInTimeAsync(Task<NpgsqlConnection> opening, CancellationToken cancellationToken)
    {
        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = DisposeLaterAsync(opening);
            throw;
        }
    }

    static async Task DisposeLaterAsync(Task<NpgsqlConnection> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await (await opening).DisposeAsync();
        }
    }

    async Task<ConnectionSettings> WithCredentialsAsync(ConnectionSettings target, CancellationToken cancellationToken)
    {
        try
        {
            return Hidden(target.Authentication switch
            {
                DatabaseAuthentication.Secret => WithSecret(
                    target, await credentials.GetSecretValueAsync(target.SecretArn ?? string.Empty, cancellationToken)),
                DatabaseAuthentication.Iam => await WithTokenAsync(target, cancellationToken),
                _ => target,
            });
        }
        catch (CustomResourceException exception) when (exception is not InvalidConnectionException)
        {
            throw ConnectFailure.ForCredentials(exception);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw ConnectFailure.ForCredentials(target, exception);
        }
    }

    async Task<ConnectionSettings> WithTokenAsync(ConnectionSettings target, CancellationToken cancellationToken)
    {
        var user = target.Username ?? throw new InvalidConnectionException("Username is missing: Authentication Iam needs it.");
        return target with
        {
            Password = await credentials.CreateAuthTokenAsync(target.Host, target.Port, user, cancellationToken),
        };
    }

    static ConnectionSettings WithSecret(ConnectionSettings target, string text)
    {
        try
        {
            using var secret = JsonDocument.Parse(text);
            return target with
            {
                Username = target.Username ?? secret.RootElement.GetProperty("username").GetString(),
                Password = secret.RootElement.GetProperty("password").GetString(),
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidConnectionException(
                $"The secret {target.SecretArn} is not a JSON object with username and password.");
        }
    }

    ConnectionSettings Hidden(ConnectionSettings target)
    {
        if (!string.IsNullOrEmpty(target.Password))
        {
            secrets.Hide(target.Password);
        }

        return target;
    }

    static string ConnectionStringFor(ConnectionSettings target) => new NpgsqlConnectionStringBuilder(target.Further)
    {
        Host = target.Host,
        Port = target.Port,
        Database = target.Database,
        Username = target.Username,
        Password = target.Password,
        SslMode = target.SslMode switch
        {
            DatabaseSslMode.Disable => SslMode.Disable,
            DatabaseSslMode.Prefer => SslMode.Prefer,
            _ => SslMode.Require,  // CertificateTrust checks what the mode asks for
        },
        RootCertificate = null,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Pooling = false,  // a frozen process must not hold connections, and the lock lives as long as its session
        Enlist = false,
        ApplicationName = "lockstep",
        Timeout = 10,
        CommandTimeout = 0,  // the work deadline cancels, not a clock of the driver's
        CancellationTimeout = 2000,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 5,  // a host that is gone, after a failover say, is noticed within half a minute
        TcpKeepAliveInterval = 2,
        WriteBufferSize = 65536,  // what travels together should leave together
        IncludeFailedBatchedCommand = true,
    }.ConnectionString;
}
