using Lockstep.Lambda.Aws;
using Npgsql;

namespace Lockstep.Api.Database;

/// <summary>Makes the one pool of the process.</summary>
static class Pool
{
    // Below the 29 seconds after which API Gateway answers by itself.
    const int StatementSeconds = 20;
    const int ConnectSeconds = 5;

    /// <param name="settings">Where the database is.</param>
    /// <param name="aws">What signs login tokens.</param>
    /// <exception cref="InvalidSettingException">The connection string is none.</exception>
    public static NpgsqlDataSource Open(DatabaseSettings settings, AwsOptions aws)
    {
        var builder = new NpgsqlSlimDataSourceBuilder();
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));  // enums travel as text: no round trip for types
        var text = builder.ConnectionStringBuilder;
        if (settings.Connection is { } connection)
        {
            Read(text, connection);
        }
        else
        {
            UseTokens(builder, settings, new RdsAuthToken(aws));
        }

        text.MaxPoolSize = Math.Min(text.MaxPoolSize, settings.Connections);
        text.Timeout = Math.Min(text.Timeout, ConnectSeconds);
        text.CommandTimeout = Math.Min(text.CommandTimeout, StatementSeconds);
        text.ApplicationName ??= "lockstep-api";
        text.GssEncryptionMode = GssEncryptionMode.Disable;
        return builder.Build();
    }

    static void Read(NpgsqlConnectionStringBuilder text, string connection)
    {
        try
        {
            text.ConnectionString = connection;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The message would repeat what may hold a password.
            throw new InvalidSettingException(
                "DATABASE_CONNECTION is no connection string like Host=...;Database=...;Username=...");
        }
    }

    // A token lives 15 minutes and is asked for only when a connection is made: one is signed for each, which sends nothing.
    // A timer that renews it would stand still while Lambda freezes the process.
    static void UseTokens(NpgsqlSlimDataSourceBuilder builder, DatabaseSettings settings, RdsAuthToken tokens)
    {
        var text = builder.ConnectionStringBuilder;
        (text.Host, text.Port, text.Database, text.Username) = (settings.Host, settings.Port, settings.Name, settings.User);
        text.SslMode = SslMode.Require;  // RdsTrust checks the certificate and the name
        builder.UseSslClientAuthenticationOptionsCallback(RdsTrust.Apply);
        builder.UsePasswordProvider(
            _ => throw new NotSupportedException("Connections are opened asynchronously."),
            async (_, cancellationToken) =>
                await tokens.CreateAsync(settings.Host!, settings.Port, settings.User!, cancellationToken));
    }
}
