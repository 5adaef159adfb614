using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>The statements that write this request's own row.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Schema">The schema it is for.</param>
sealed record Deployment(long Id, string Schema)
{
    /// <summary>Before the fence: takes the lock again where a script gave it up, unless somebody else has it by now.</summary>
    public Sql HoldLock => new(
        $"SELECT pg_try_advisory_lock($1) WHERE NOT {LockKey.IsHeld("$1")}", Sql.Value(LockKey.ForSchema(Schema)));

    /// <summary>
    /// First in every commit: passes only while no later request took over, and makes a later one wait until this transaction has
    /// ended. No row: roll back, and end without a word unless <see cref="IsRunning"/>.
    /// </summary>
    public Sql Fence => new(
        $"UPDATE lockstep.deployment SET state = 'committing' WHERE id = $1 AND state = 'running' AND {LockKey.IsHeld("$2")}",
        Sql.Value(Id), Sql.Value(LockKey.ForSchema(Schema)));

    /// <summary>Whether no later request took over: then it is for want of the lock that the fence let nothing pass.</summary>
    public Sql IsRunning => new("SELECT state = 'running' FROM lockstep.deployment WHERE id = $1", Sql.Value(Id));

    /// <summary>Before a commit that is not the last.</summary>
    public Sql GoOn => new("UPDATE lockstep.deployment SET state = 'running' WHERE id = $1", Sql.Value(Id));

    /// <summary>
    /// Ends it; the answer is stored so that a second delivery of the event gives the same. Beside it stays what whoever goes on
    /// from there needs: how far scripts had come, of a failure or where they are still on record as running; what it took away
    /// and could not give back; the rows that it wrote; and the kept rows that it has settled.
    /// </summary>
    public Sql End(DeploymentState state, string versionBefore, string? versionAfter, string answer) => new(
        """
        UPDATE lockstep.deployment SET state = $2, version_before = $3::numeric, version_after = $4::numeric,
          answer = $5::jsonb || jsonb_strip_nulls(jsonb_build_object('Progress', (
              SELECT jsonb_object_agg(p.key, p.value) FROM jsonb_each(answer -> 'Progress') p
              WHERE $2 = 'failed' OR EXISTS (
                SELECT FROM lockstep.journal j WHERE j.deployment_id = $1 AND j.name = p.key AND j.state = 'running'))))
            || CASE WHEN answer -> 'Aside' <> '{}' THEN jsonb_build_object('Aside', answer -> 'Aside') ELSE '{}' END
            || CASE WHEN answer ? 'Rows' THEN jsonb_build_object('Rows', answer -> 'Rows') ELSE '{}' END
            || CASE WHEN answer ? 'Settled' THEN jsonb_build_object('Settled', answer -> 'Settled') ELSE '{}' END,
          finished_at = clock_timestamp()
        WHERE id = $1
        """,
        Sql.Value(Id), Sql.Value(Name(state)), Sql.Value(versionBefore), Sql.Value(versionAfter), Sql.Value(answer));

    /// <summary>
    /// Beside its answer: kept rows that it has adopted, accepted or reverted. Its rollback keeps them again.
    /// </summary>
    public Sql Settle(IEnumerable<JournalRow> rows) => new(
        """
        UPDATE lockstep.deployment SET answer = coalesce(answer, '{}')
          || jsonb_build_object('Settled', coalesce(answer -> 'Settled', '[]') || to_jsonb($2::bigint[]))
        WHERE id = $1
        """,
        Sql.Value(Id), Sql.Value(rows.Select(row => row.Id)));

    /// <summary>Marks deployments whose effects are gone from the schema.</summary>
    public static Sql MarkReverted(IEnumerable<long> deployments) => new(
        "UPDATE lockstep.deployment SET state = 'reverted' WHERE id = ANY ($1)", Sql.Value(deployments));

    /// <summary>
    /// Writes who owns the schema from now on. What the same resource made earlier stays on record; who takes over made nothing.
    /// </summary>
    public static Sql Own(string schema, OwnerRow owner) => new(
        """
        INSERT INTO lockstep.owner AS o (schema, stack_id, logical_id, physical_id, created_schema, created_database)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (schema) DO UPDATE SET
          stack_id = excluded.stack_id, logical_id = excluded.logical_id, physical_id = excluded.physical_id,
          created_schema = excluded.created_schema
            OR (o.created_schema AND (o.stack_id, o.logical_id) = (excluded.stack_id, excluded.logical_id)),
          created_database = excluded.created_database
            OR (o.created_database AND (o.stack_id, o.logical_id) = (excluded.stack_id, excluded.logical_id))
        """,
        Sql.Value(schema), Sql.Value(owner.StackId), Sql.Value(owner.LogicalId), Sql.Value(owner.PhysicalId),
        Sql.Value(owner.CreatedSchema), Sql.Value(owner.CreatedDatabase));

    /// <summary>
    /// Gives the owner's row the id that a rollback goes back to, if the resource still owns the schema: the Delete of the other
    /// id that follows must not find it there.
    /// </summary>
    public static Sql OwnAgain(string schema, OwnerRow owner) => new(
        "UPDATE lockstep.owner SET physical_id = $4 WHERE schema = $1 AND stack_id = $2 AND logical_id = $3",
        Sql.Value(schema), Sql.Value(owner.StackId), Sql.Value(owner.LogicalId), Sql.Value(owner.PhysicalId));

    /// <summary>Whether the owner of a schema has deployed there since another deployment.</summary>
    public static Sql HasOwnerWorkedSince(long deployment, string schema) => new(
        """
        SELECT EXISTS (
          SELECT FROM lockstep.owner o JOIN lockstep.deployment d USING (schema, stack_id, logical_id)
          WHERE schema = $2 AND d.id > $1 AND d.state = 'succeeded' AND d.request_type <> 'Delete')
        """,
        Sql.Value(deployment), Sql.Value(schema));

    /// <summary>Nobody's any more: the schema is gone.</summary>
    public static Sql Disown(string schema) => new("DELETE FROM lockstep.owner WHERE schema = $1", Sql.Value(schema));

#pragma warning disable CA1308 // states stand in lower case in the table
    public static string Name<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
