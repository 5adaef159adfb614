using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>A Delete inside its transaction: the role goes with its rights, never with anything that it owns.</summary>
sealed class RoleDeletion(RoleTarget target, string physicalResourceId, string? failedCreate)
{
    string Name => Quoting.Identifier(target.Role);

    /// <exception cref="RoleRefusedException">It owns something, or has rights elsewhere; nothing is changed.</exception>
    public async Task<ResourceOutcome> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var facts = await RoleFacts.ReadAsync(connection, target.Role, null, cancellationToken);
        if (!facts.Exists)
        {
            return Nothing("It was gone already.");
        }

        if (facts.Mark is not { } mark || !mark.IsOf(target.Context))
        {
            return await RenounceAsync(connection, facts, cancellationToken);
        }

        if (mark.IsLaterThan(target.Context))
        {
            return new Superseded("A request of this resource that was made later has changed the role already.");
        }

        return !PhysicalId.IsRole(physicalResourceId) ? await TakeBackCreateAsync(connection, facts, mark, cancellationToken)
            : mark.PhysicalId != physicalResourceId ? await LeaveAsync(connection, facts, mark, cancellationToken)
            : mark.IsRecent(target.Context) ? await UndoAsync(connection, facts, mark, cancellationToken)
            : await EndAsync(connection, facts, mark, cancellationToken);
    }

    /// <summary>
    /// The Delete that does not come: an Update that was rolled back had the resource replaced, and CloudFormation does not know.
    /// </summary>
    /// <param name="connection">To the database that it went to.</param>
    /// <param name="requestId">That Update's.</param>
    /// <param name="cancellationToken">The time there is to work.</param>
    /// <returns>What is left of it, and why; null: nothing.</returns>
    /// <exception cref="RoleRefusedException">It owns something, or has rights elsewhere; nothing is changed.</exception>
    public async Task<string?> TakeBackUpdateAsync(
        NpgsqlConnection connection, string requestId, CancellationToken cancellationToken)
    {
        var facts = await RoleFacts.ReadAsync(connection, target.Role, null, cancellationToken);
        if (facts.Mark is not { } mark || !mark.IsOf(target.Context) || mark.IsLaterThan(target.Context))
        {
            return null;
        }

        if (mark.PhysicalId != physicalResourceId)
        {
            await LeaveAsync(connection, facts, mark, cancellationToken);
            return null;
        }

        return mark.RequestId != requestId ? null
            : mark.Earlier is { } earlier
            ? ((Succeeded)await GiveBackAsync(connection, facts, mark, earlier, cancellationToken)).Reason
            : mark.Created && mark.MadeBy != requestId
            ? $"Role \"{target.Role}\" was there before that update. It stays, with the rights that the update gave it."
            : ((Succeeded)await EndAsync(connection, facts, mark, cancellationToken)).Reason;
    }

    // CloudFormation made the id up, for a Create that it cancelled or whose answer it never got; or it is that of a Create that
    // failed, and another may have worked since. What is there may be of an earlier life, and the new Create never have come:
    // only its properties tell.
    async Task<ResourceOutcome> TakeBackCreateAsync(
        NpgsqlConnection connection, RoleFacts facts, RoleMark mark, CancellationToken cancellationToken) =>
        mark.RequestType == "Create" && IsMeant(mark)
        ? await UndoAsync(connection, facts, mark, cancellationToken)
        : Nothing("The id is not one of ours and no Create is under way, so nothing was touched.");

    bool IsMeant(RoleMark create) => failedCreate is { } failed
        ? create.RequestId == failed
        : create.IsRecent(target.Context)
            && create.Properties == PropertiesDigest.Of(target.Context.ResourceProperties);

    // This may be the rollback of a request that found the role as its own: it had been let go of, and somebody kept it.
    async Task<ResourceOutcome> UndoAsync(
        NpgsqlConnection connection, RoleFacts facts, RoleMark mark, CancellationToken cancellationToken) =>
        mark.Earlier is { } earlier
        ? await GiveBackAsync(connection, facts, mark, earlier, cancellationToken)
        : await EndAsync(connection, facts, mark, cancellationToken);

    // A replacement went on with the same role under another id: in another database, or by another name of this server.
    async Task<ResourceOutcome> LeaveAsync(
        NpgsqlConnection connection, RoleFacts facts, RoleMark mark, CancellationToken cancellationToken)
    {
        if (mark.Database == facts.Database)
        {
            return Nothing($"It is {mark.PhysicalId} by now, so nothing was touched.");
        }

        await RevokeAsync(connection, facts, target.Properties.Grants, mark.Former, cancellationToken);
        return Nothing($"It is {mark.PhysicalId} by now, so only its rights here were revoked.");
    }

    async Task<ResourceOutcome> EndAsync(
        NpgsqlConnection connection, RoleFacts facts, RoleMark mark, CancellationToken cancellationToken)
    {
        if (mark.Former is { } former)
        {
            return await GiveBackAsync(connection, facts, mark, former, cancellationToken);
        }

        if (!mark.Created)
        {
            await RevokeAsync(connection, facts, mark.Grants, former: null, cancellationToken);
            await connection.ExecuteAsync(Comment(null), cancellationToken);
            return Nothing("It was there before this resource, so only what was granted to it is revoked.");
        }

        await DropAsync(connection, facts, cancellationToken);
        return Nothing(reason: null);
    }

    // Who took the role over would give it back to nobody. Where it did so in another database, it left what the role has here.
    async Task<ResourceOutcome> RenounceAsync(
        NpgsqlConnection connection, RoleFacts facts, CancellationToken cancellationToken)
    {
        var isLeft = false;
        if (facts.Mark is { } mark && mark.Without(target.Context, physicalResourceId) is { } heir)
        {
            isLeft = mark.Since(target.Context).All(later => later.Database != facts.Database);
            if (isLeft)
            {
                await RevokeAsync(connection, facts, target.Properties.Grants, mark.Former, cancellationToken);
            }

            await connection.ExecuteAsync(Comment(heir.ToComment()), cancellationToken);
        }

        var owner = facts.Mark?.LogicalId ?? "nobody that left a mark";
        return Nothing(
            isLeft ? $"It belongs to {owner}, so only its rights here were revoked."
            : $"It belongs to {owner}, so nothing was touched.");
    }

    async Task<ResourceOutcome> GiveBackAsync(
        NpgsqlConnection connection, RoleFacts facts, RoleMark mark, FormerRole former, CancellationToken cancellationToken)
    {
        var given = new GrantSet(mark.Grants) { Spared = FormerRole.Spared(former, facts.Database) };
        var before = new GrantSet(former.Mark is { } owner && owner.Database == facts.Database ? owner.Grants : []);
        var objects = await SchemaObject.InAsync(
            connection, given.Schemas.Union(before.Schemas, StringComparer.Ordinal), target.Role, cancellationToken);
        var plan = RightsPlan.For(objects, before, given);
        var member = facts.UsesIam && !former.UsesIam
            ? await IamMembership.EndAsync(connection, target.Role, cancellationToken)
            : [];
        await connection.ExecuteAsync(
            [
                .. SignIn(facts, former, former.PasswordAfter(mark)),
                Rights.AsOne([.. Rights.Revoke(plan.Revokes, target.Role), .. Rights.Grant(plan.Grants, target.Role)]),
                Comment(former.Mark?.ToComment() ?? former.Comment),
            ],
            cancellationToken);
        return Nothing(string.Join(
            ' ', [Whose(former) + Remark(former, former.PasswordAfter(mark)), .. member, .. plan.Remarks]));
    }

    string Whose(FormerRole former) => former.Mark is null
        ? "It was there before this resource, so only what was granted to it is revoked."
        : former.Mark.IsOf(target.Context)
        ? "It was left of this resource before it was added again, so only what was granted to it since is revoked."
        : $"It belongs to {former.Mark.LogicalId} again, from which this resource had taken it over.";

    static string Remark(FormerRole former, LostPassword lost) => lost switch
    {
        LostPassword.Gone when former is { SignsIn: true, UsesIam: false } =>
            " The password that it had before cannot be given back: set it by hand, or by an update of its resource.",
        LostPassword.Foreign when former is { SignsIn: true, UsesIam: false } =>
            " It has no password now: what it had was of another secret, and the one before cannot be given back. "
                + "Set it by hand, or by an update of its resource.",
        _ => string.Empty,
    };

    IEnumerable<Sql> SignIn(RoleFacts facts, FormerRole former, LostPassword lost)
    {
        // Who has the other secret would go on signing in, with the rights that the role has again.
        if (lost == LostPassword.Foreign)
        {
            yield return new Sql($"ALTER ROLE {Name} PASSWORD NULL");
        }

        if (!former.SignsIn)
        {
            yield return new Sql($"ALTER ROLE {Name} NOLOGIN");
        }

        if (former.UsesIam && !facts.UsesIam && facts.HasIam)
        {
            yield return new Sql($"ALTER ROLE {Name} PASSWORD NULL");
            yield return new Sql($"GRANT rds_iam TO {Name}");
        }

        if (former.Barred?.Contains(facts.Database, StringComparer.Ordinal) == true)
        {
            yield return NoConnect(facts);
        }
    }

    Sql Comment(string? text) =>
        new($"COMMENT ON ROLE {Name} IS {(text is null ? "NULL" : Quoting.Literal(text))}");

    async Task DropAsync(NpgsqlConnection connection, RoleFacts facts, CancellationToken cancellationToken)
    {
        Refuse("owns", await RoleTies.OwnedAsync(connection, target.Role, cancellationToken));

        // Before its sessions are ended, which nothing undoes.
        Refuse("still has rights on", await RoleTies.ElsewhereAsync(connection, target.Role, cancellationToken));
        await connection.ExecuteAsync(
        [
            // The migrator must not become a member of rds_iam, not even by way of this role.
            .. facts.UsesIam ? [new Sql($"REVOKE rds_iam FROM {Name}")] : Array.Empty<Sql>(),
            new(MembershipFor(connection)),
            new("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", Sql.Value(target.Role)),

            // It owns nothing but what is temporary, so this revokes and drops no data.
            Rights.AsOne(new Sql($"DROP OWNED BY {Name} RESTRICT")),
        ], cancellationToken);
        Refuse("still has rights on", await RoleTies.AnyAsync(connection, target.Role, cancellationToken));
        await connection.ExecuteAsync(new Sql($"DROP ROLE {Name}"), cancellationToken);
    }

    // Ending its sessions and revoking what others gave it takes the role's own rights; they go with the role.
    string MembershipFor(NpgsqlConnection connection) =>
        $"GRANT {Name} TO CURRENT_USER{(connection.PostgreSqlVersion.Major >= 16 ? " WITH INHERIT TRUE" : "")}";

    async Task RevokeAsync(
        NpgsqlConnection connection, RoleFacts facts, IReadOnlyList<SchemaGrant> grants, FormerRole? former,
        CancellationToken cancellationToken)
    {
        var given = new GrantSet(grants) { Spared = FormerRole.Spared(former, facts.Database) };
        var objects = await SchemaObject.InAsync(connection, given.Schemas, target.Role, cancellationToken);
        var plan = RightsPlan.For(objects, new GrantSet(), given);
        await connection.ExecuteAsync(
            [
                Rights.AsOne(Rights.Revoke(plan.Revokes, target.Role)),
                .. FormerRole.IsBarred(former, facts.Database) ? [NoConnect(facts)] : Array.Empty<Sql>(),
            ],
            cancellationToken);
    }

    Sql NoConnect(RoleFacts facts) => new($"REVOKE CONNECT ON DATABASE {Quoting.Identifier(facts.Database)} FROM {Name}");

    void Refuse(string verb, IReadOnlyList<string> things)
    {
        if (things.Count > 0)
        {
            throw new RoleRefusedException(
                $"Role \"{target.Role}\" was not dropped: it {verb} {string.Join(", ", things)}. Nothing is dropped that may "
                + $"hold data. Decide there (REASSIGN OWNED BY {Name} TO ..., REVOKE), then delete again.");
        }
    }

    Succeeded Nothing(string? reason) => new(physicalResourceId)
    {
        Reason = reason is null ? null : $"Role \"{target.Role}\" was not dropped. {reason}",
    };
}
