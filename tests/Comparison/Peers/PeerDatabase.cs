using System.Globalization;
using Npgsql;

namespace Lockstep.Comparison.Peers;

/// <summary>The database of one case and one tool.</summary>
/// <param name="connectionString">Of its owner, who is no superuser.</param>
/// <param name="administrator">Of a superuser.</param>
sealed class PeerDatabase(string connectionString, string administrator)
{
    int _newest;

    public string ConnectionString => connectionString;

    /// <summary>Of the server's administrator, in the same database.</summary>
    public string Administrator => administrator;

    /// <summary>The stack's revision now; 0 before the first deployment that succeeded.</summary>
    public int InForce { get; private set; }

    /// <summary>The one before.</summary>
    public int Before { get; private set; }

    /// <summary>As tools want it that are not written in C#.</summary>
    public string Uri(string scheme)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{scheme}://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{parts.Database}?sslmode=disable");
    }

    /// <summary>The same, reached in another way.</summary>
    public PeerDatabase With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        change(parts);
        return new(parts.ConnectionString, administrator) { _newest = _newest, InForce = InForce, Before = Before };
    }

    /// <summary>The revision of the deployment that begins.</summary>
    public int Next() => Interlocked.Increment(ref _newest);

    /// <summary>The newest one is in force now.</summary>
    public void Reached() => (Before, InForce) = (InForce, _newest);
}
