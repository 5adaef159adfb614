using Lockstep.Api.Database;

namespace Lockstep.Api.Http.Idempotency;

/// <summary>The SQL of idempotency keys.</summary>
static class IdempotencyStatements
{
    /// <summary>Two requests with one key: the second waits here for the first one's end.</summary>
    public static readonly Statement<bool> Lock = new(
        "Idempotency.Lock",
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) IS NULL AS locked",
        row => row.GetBoolean(0));

    public static readonly Statement<KeptAnswer> Find = new(
        "Idempotency.Find",
        "SELECT fingerprint, status, location, etag, body FROM idempotency_keys WHERE key = $1",
        row => new(row.GetFieldValue<byte[]>(0), row.GetInt16(1), row.GetString(2), row.TextOrNull(3), row.GetString(4)));

    public static readonly Statement<string> Keep = new(
        "Idempotency.Keep",
        """
        INSERT INTO idempotency_keys (key, fingerprint, status, location, etag, body)
        VALUES ($1, $2, $3, $4, $5, $6) RETURNING key
        """,
        row => row.GetString(0));

    /// <summary>A few old ones go whenever a new one comes.</summary>
    public static readonly Statement<string> Forget = new(
        "Idempotency.Forget",
        """
        DELETE FROM idempotency_keys WHERE key IN (
          SELECT key FROM idempotency_keys WHERE created_at < now() - interval '1 day'
          ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED)
        RETURNING key
        """,
        row => row.GetString(0));
}
