using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>Keys of advisory locks; PostgreSQL keeps them apart by database, so they name only what is inside one.</summary>
static class LockKey
{
    /// <summary>Held while schema <c>lockstep</c> is made.</summary>
    public static long ForBootstrap { get; } = Of("lockstep:bootstrap");

    /// <summary>Held while scripts run in a schema: one migrator at a time.</summary>
    public static long ForSchema(string schema) => Of($"lockstep:schema:{schema}");

    /// <summary>Held while a request is recorded, so that of two requests of a resource each sees the other.</summary>
    public static long ForResource(string stackId, string logicalId) => Of($"lockstep:resource:{stackId}\n{logicalId}");

    /// <summary>
    /// Held while any role's rights are changed in a database: two who grant on one object at once fail with
    /// "tuple concurrently updated".
    /// </summary>
    public static long ForRoles { get; } = Of("lockstep:roles");

    /// <summary>SQL: whether this session holds it.</summary>
    /// <param name="key">SQL: the key, a bigint.</param>
    public static string IsHeld(string key) => $"""
        EXISTS (
          SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid = pg_backend_pid()
            AND ((classid::bigint << 32) | objid::bigint) = {key})
        """;

    /// <summary>SQL: whether a row <c>l</c> of pg_locks is somebody's hold on it, in this database.</summary>
    /// <param name="key">SQL: the key, a bigint.</param>
    public static string IsHold(string key) => $"""
        l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.pid <> pg_backend_pid()
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND ((l.classid::bigint << 32) | l.objid::bigint) = {key}
        """;

    static long Of(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
