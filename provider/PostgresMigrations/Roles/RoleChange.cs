using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Roles;

/// <summary>A Create or an Update inside its transaction: the role, how it signs in, its rights, its mark.</summary>
/// <param name="target">The role that is wanted.</param>
/// <param name="update">The Update; null for a Create.</param>
/// <param name="credentials">The password's verifier, or why there is none.</param>
/// <param name="surelyBack">The event alone says that it is a rollback.</param>
sealed class RoleChange(
    RoleTarget target, UpdateRequest<RoleProperties>? update, RoleCredentials credentials, bool surelyBack)
{
    readonly RoleProperties? _old = update?.OldProperties;
    readonly List<string> _remarks = [];
    FormerRole? _former;
    FormerRole? _earlier;

    /// <summary>A rollback: what cannot be done is said, and never a failure.</summary>
    public bool IsBack { get; private set; } = surelyBack;

    /// <summary>As the mark has it now: <see cref="RoleMark.Left"/>.</summary>
    public RoleReplacement? Left { get; private set; }

    /// <exception cref="RoleRefusedException">It cannot be done; the transaction is not to be committed.</exception>
    public async Task<ResourceOutcome> RunAsync(
        NpgsqlConnection connection, Action ensureValid, CancellationToken cancellationToken)
    {
        _remarks.Clear();
        var facts = await RoleFacts.ReadAsync(connection, target.Role, _old?.RoleName, cancellationToken);
        if (facts.Mark?.IsLaterThan(target.Context) == true || facts.OldMark?.IsLaterThan(target.Context) == true)
        {
            return new Superseded("A request of this resource that was made later has changed the role already.");
        }

        IsBack = IsBack || RoleDirection.IsBack(target.Context, facts);
        if (!IsBack)
        {
            ensureValid();
        }

        RoleOwnership.Check(target, facts);
        Left = IsBack ? RoleDirection.Left(target, facts, update?.PhysicalResourceId) : null;
        await ApplyAsync(connection, facts, cancellationToken);
        return target.Succeed(_remarks);
    }

    async Task ApplyAsync(NpgsqlConnection connection, RoleFacts facts, CancellationToken cancellationToken)
    {
        _former = FormerRole.Of(facts, target);
        _earlier = IsNew(facts) ? FormerRole.OfEarlierLife(facts, target) : null;
        var wanted = new GrantSet(target.Properties.Grants);
        var former = new GrantSet(FormerGrants(facts)) { Spared = FormerRole.Spared(_former, facts.Database) };
        await connection.ExecuteAsync(Role(facts), cancellationToken);
        var staying = await EndTokensAsync(connection, facts, cancellationToken);
        var connecting = await ConnectAsync(connection, cancellationToken);
        var schemas = wanted.Schemas.Union(former.Schemas, StringComparer.Ordinal);
        var objects = await SchemaObject.InAsync(connection, schemas, target.Role, cancellationToken);
        var plan = RightsPlan.For(objects, wanted, former);
        Weigh([.. credentials.Problems, .. staying, .. connecting, .. plan.Problems]);
        _remarks.AddRange(plan.Remarks);
        _former = _former?.Holding(facts, objects, wanted, IsReturn(facts) ? wanted : former);
        _earlier = _earlier?.Holding(facts, objects, wanted, former);
        await connection.ExecuteAsync(
            [
                Rights.AsOne([.. Rights.Revoke(plan.Revokes, target.Role), .. Rights.Grant(plan.Grants, target.Role)]),
                Comment(facts),
            ],
            cancellationToken);
    }

    // What the resource had granted here before it moved is still here, for nobody was told yet to revoke it.
    bool IsReturn(RoleFacts facts) =>
        IsBack && facts.Mark is { } mark && mark.IsOf(target.Context) && mark.Database != facts.Database;

    // A Create; or the resource comes back to a role that it had left behind when it was renamed.
    bool IsNew(RoleFacts facts) => update is null
        || (!IsBack && update.PhysicalResourceId != target.PhysicalResourceId
            && facts.Mark?.PhysicalId == target.PhysicalResourceId);

    void Weigh(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0 && !IsBack)
        {
            throw new RoleRefusedException(target.Role, problems);
        }

        _remarks.AddRange(problems);
    }

    IEnumerable<Sql> Role(RoleFacts facts)
    {
        var name = Quoting.Identifier(target.Role);
        yield return new Sql($"{(facts.Exists ? "ALTER" : "CREATE")} ROLE {name} LOGIN{Password(facts)}");
        switch (target.Properties.Authentication)
        {
            case RoleAuthentication.Iam when !facts.HasIam:
                _remarks.Add(
                    "This server has no role rds_iam, so it takes no IAM tokens: "
                        + "how the role signs in is up to its pg_hba.conf.");
                break;
            case RoleAuthentication.Iam when !facts.UsesIam:
                yield return new Sql($"GRANT rds_iam TO {name}");
                break;
            default:
                break;
        }
    }

    // Where tokens are not taken somebody else sees to signing in, and a password that is theirs stays. That of a role which was
    // taken over, or is had again, stays, too: nobody could give it back, and to RDS it is of no use beside rds_iam.
    string Password(RoleFacts facts) => target.Properties.Authentication switch
    {
        RoleAuthentication.Secret when credentials.Verifier is { } verifier => $" PASSWORD {Quoting.Literal(verifier)}",
        RoleAuthentication.Iam when (_former ?? _earlier)?.HasLostPassword
            ?? (facts.HasIam || _old?.Authentication == RoleAuthentication.Secret) => " PASSWORD NULL",
        _ => string.Empty,
    };

    string? Secret(RoleFacts facts) =>
        credentials.Verifier is not null ? target.Properties.RoleSecretArn
        : Password(facts).Length == 0 ? facts.Mark?.Secret
        : null;

    async Task<IReadOnlyList<string>> EndTokensAsync(
        NpgsqlConnection connection, RoleFacts facts, CancellationToken cancellationToken) =>
        target.Properties.Authentication == RoleAuthentication.Secret && facts.UsesIam
            ? await IamMembership.EndAsync(connection, target.Role, cancellationToken)
            : [];

    // Everybody may connect by default; where that was revoked, the role needs it by name.
    async Task<IReadOnlyList<string>> ConnectAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            new Sql(
                """
                SELECT has_database_privilege($1, current_database(), 'CONNECT'),
                  has_database_privilege(current_database(), 'CONNECT WITH GRANT OPTION'), quote_ident(current_database())
                """,
                Sql.Value(target.Role)),
            row => (May: row.GetBoolean(0), MayPass: row.GetBoolean(1), Database: row.GetString(2)),
            cancellationToken);
        var (may, mayPass, database) = found[0];
        var grant = $"GRANT CONNECT ON DATABASE {database} TO {Quoting.Identifier(target.Role)}";
        if (!may && mayPass)
        {
            await connection.ExecuteAsync(new Sql(grant), cancellationToken);
        }

        return may || mayPass ? [] : [$"It may not connect, and the migrator may not let it: {grant}."];
    }

    IEnumerable<SchemaGrant> FormerGrants(RoleFacts facts) => facts.Mark is { } mark && mark.Database == facts.Database
        ? [.. mark.Grants, .. _old?.RoleName == target.Role ? _old.Grants : []]
        : [];

    Sql Comment(RoleFacts facts)
    {
        var context = target.Context;
        var mark = new RoleMark
        {
            StackId = context.StackId,
            LogicalId = context.LogicalResourceId,
            PhysicalId = target.PhysicalResourceId,
            Database = facts.Database,
            RequestId = context.RequestId,
            RequestType = context.RequestType,
            SignedAt = context.SignedAt,
            Properties = PropertiesDigest.Of(context.ResourceProperties),
            OldProperties = IsBack || _old is null ? null : PropertiesDigest.Of(context.OldResourceProperties),
            Created = facts.Mark?.IsOf(context) == true ? facts.Mark.Created : !facts.Exists,
            MadeBy = facts.Exists ? facts.Mark?.MadeBy : context.RequestId,
            Secret = Secret(facts),
            Left = Left,
            Former = WithPassword(_former),
            Earlier = WithPassword(_earlier),
            Grants = target.Properties.Grants,
        };
        return new Sql($"COMMENT ON ROLE {Quoting.Identifier(target.Role)} IS {Quoting.Literal(mark.ToComment())}");
    }

    FormerRole? WithPassword(FormerRole? before) => before is null ? null : before with
    {
        HasLostPassword = before.HasLostPassword || credentials.Verifier is not null,
    };
}
