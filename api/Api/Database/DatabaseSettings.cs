using System.Globalization;

namespace Lockstep.Api.Database;

/// <summary>Where the database is, from the environment.</summary>
/// <param name="Connection"><c>DATABASE_CONNECTION</c>: an Npgsql connection string, which is all then.</param>
/// <param name="Host"><c>DATABASE_HOST</c>.</param>
/// <param name="Port"><c>DATABASE_PORT</c>; 5432.</param>
/// <param name="Name"><c>DATABASE_NAME</c>.</param>
/// <param name="User"><c>DATABASE_USER</c>: a role that signs in with IAM.</param>
/// <param name="Connections">The most at a time.</param>
sealed record DatabaseSettings(string? Connection, string? Host, int Port, string? Name, string? User, int Connections)
{
    // Lambda gives a sandbox one request at a time; one connection more lets /health/ready look while it runs.
    const int InLambda = 2;
    const int Elsewhere = 20;

    /// <exception cref="InvalidSettingException">Something is missing or not what it must be.</exception>
    public static DatabaseSettings From(Func<string, string?> variable)
    {
        var connections = variable("AWS_LAMBDA_FUNCTION_NAME") is null ? Elsewhere : InLambda;
        if (variable("DATABASE_CONNECTION") is { Length: > 0 } text)
        {
            return new(text, null, 0, null, null, connections);
        }

        var port = variable("DATABASE_PORT") is { Length: > 0 } digits ? Number(digits) : 5432;
        return new(null, Required("DATABASE_HOST"), port, Required("DATABASE_NAME"), Required("DATABASE_USER"), connections);

        string Required(string name) => variable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidSettingException(
                $"{name} is missing. Set DATABASE_CONNECTION, or DATABASE_HOST, DATABASE_NAME and DATABASE_USER.");
    }

    static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        ? port
        : throw new InvalidSettingException($"DATABASE_PORT must be a number, and is '{digits}'.");
}
