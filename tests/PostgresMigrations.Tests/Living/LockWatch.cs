namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>
/// Sees every change that a migrator makes to the objects of a life's schema: whoever makes one holds the schema's lock, which
/// only one session can.
/// </summary>
/// <remarks>
/// An event trigger misses no moment, and a number that a sequence has given stays given when the transaction is rolled back.
/// Of changes to rows alone it sees nothing.
/// </remarks>
static class LockWatch
{
    /// <summary>For a superuser, once. The key of the lock is made as LockKey makes it.</summary>
    public const string Begin = """
        CREATE SCHEMA watch;
        CREATE SEQUENCE watch.breach;
        CREATE FUNCTION watch.look() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
        DECLARE
          place text;
          places text[];
        BEGIN
          IF TG_EVENT = 'sql_drop' THEN
            places := ARRAY(SELECT DISTINCT schema_name FROM pg_event_trigger_dropped_objects());
          ELSE
            places := ARRAY(SELECT DISTINCT schema_name FROM pg_event_trigger_ddl_commands());
          END IF;
          FOREACH place IN ARRAY places LOOP
            IF current_setting('application_name') = 'lockstep' AND (place IN ('public', 'app') OR place LIKE 'move%')
              AND NOT EXISTS (
              SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid = pg_backend_pid()
                AND mode = 'ExclusiveLock' AND ((classid::bigint << 32) | objid::bigint) = ('x' || left(
                  encode(sha256(convert_to('lockstep:schema:' || place, 'UTF8')), 'hex'), 16))::bit(64)::bigint) THEN
              PERFORM nextval('watch.breach');
            END IF;
          END LOOP;
        END
        $$;
        CREATE EVENT TRIGGER watch_made ON ddl_command_end EXECUTE FUNCTION watch.look();
        CREATE EVENT TRIGGER watch_dropped ON sql_drop EXECUTE FUNCTION watch.look();
        """;

    /// <summary>True where a migrator was at work without the lock.</summary>
    public const string Breach = "SELECT is_called FROM watch.breach";
}
