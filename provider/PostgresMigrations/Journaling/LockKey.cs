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

    static long Of(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
