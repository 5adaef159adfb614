using Npgsql;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>
/// Reads <c>LOCKSTEP_CONNECTION</c>: a connection string of Npgsql's, or a <c>postgresql://</c> URI of libpq's.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS</remarks>
static class ConnectionText
{
    static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <exception cref="InvalidConnectionException">
    /// The text is neither; the message never repeats it, it may hold a password.
    /// </exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                ? FromUri(text)
                : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            throw new InvalidConnectionException(
                "LOCKSTEP_CONNECTION is neither a connection string (Host=...;Database=...;Username=...) "
                + "nor a URI (postgresql://user@host:5432/database).");
        }
    }

    static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        var uri = new Uri(text);
        var builder = new NpgsqlConnectionStringBuilder();
        SetAuthority(builder, uri);
        foreach (var (name, value) in Parameters(uri.Query))
        {
            Set(builder, name, value);
        }

        return builder;
    }

    static void SetAuthority(NpgsqlConnectionStringBuilder builder, Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        builder.Host = Known(uri.Host.Trim('[', ']'));
        builder.Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort;
        builder.Database = Known(uri.AbsolutePath.TrimStart('/'));
        builder.Username = Known(user[0]);
        builder.Password = user.Length == 2 ? Known(user[1]) : null;
    }

    static IEnumerable<(string Name, string Value)> Parameters(string query) =>
        query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (pair[0], pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : string.Empty));

    // libpq's names where Npgsql has others; what neither knows is an error of the builder's.
    static void Set(NpgsqlConnectionStringBuilder builder, string name, string value) => _ = name switch
    {
        "host" => builder.Host = value,
        "dbname" => builder.Database = value,
        "user" => builder.Username = value,
        "sslrootcert" => builder.RootCertificate = value,
        "sslcert" => builder.SslCertificate = value,
        "sslkey" => builder.SslKey = value,
        "sslmode" => builder["SSL Mode"] = value.Replace("-", string.Empty, StringComparison.Ordinal),
        "connect_timeout" => builder["Timeout"] = value,
        "application_name" => builder.ApplicationName = value,
        "target_session_attrs" => builder["Target Session Attributes"] = value,
        _ => builder[name] = value,
    };

    static string? Known(string part) => part.Length == 0 ? null : Uri.UnescapeDataString(part);
}
