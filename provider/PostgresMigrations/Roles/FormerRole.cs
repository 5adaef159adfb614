namespace Lockstep.PostgresMigrations.Roles;

/// <summary>
/// What a role was before this resource took it over, or had it again after it had been let go of: a Delete gives that back.
/// </summary>
sealed record FormerRole
{
    // Of owners before owners: a comment does not grow for ever.
    const int Deepest = 3;

    /// <summary>Whose it was; null: nobody's that left a mark.</summary>
    public RoleMark? Mark { get; init; }

    /// <summary>Its comment, where that was no mark.</summary>
    public string? Comment { get; init; }

    public bool SignsIn { get; init; }

    public bool UsesIam { get; init; }

    /// <summary>Databases that it might not connect to.</summary>
    public IReadOnlyList<string>? Barred { get; init; }

    /// <summary>It has another password since; what it had nobody can read, so nobody can give it back.</summary>
    public bool HasLostPassword { get; init; }

    /// <summary>Beyond what its mark tells: what it held of that which was to be granted to it.</summary>
    public IReadOnlyList<HeldRights> Held { get; init; } = [];

    /// <returns>Null: the resource has made it, or is about to.</returns>
    public static FormerRole? Of(RoleFacts facts, RoleTarget target) =>
        !facts.Exists ? null
        : facts.Mark?.IsOf(target.Context) == true ? facts.Mark.Former
        : AsItIs(facts) with
        {
            // Who takes back what was taken from it has nobody to give it back to but the other.
            Mark = (facts.Mark?.Without(target.Context, target.PhysicalResourceId) ?? facts.Mark)?.Within(Deepest),
            Comment = facts.Mark is null ? facts.Comment : null,
        };

    /// <summary>For a request that makes the role: its own resource has had it before.</summary>
    /// <returns>Null: it has not, or that was this very request.</returns>
    public static FormerRole? OfEarlierLife(RoleFacts facts, RoleTarget target) =>
        facts.Mark is not { } mark || !mark.IsOf(target.Context) ? null
        : mark.RequestId == target.Context.RequestId ? mark.Earlier
        : AsItIs(facts) with { Mark = mark with { Earlier = null } };

    static FormerRole AsItIs(RoleFacts facts) => new()
    {
        SignsIn = facts.SignsIn,
        UsesIam = facts.UsesIam,
    };

    /// <summary>What the role held in a database before anybody granted it here: nobody's to revoke.</summary>
    public static IReadOnlySet<Right> Spared(FormerRole? former, string database) =>
        HeldRights.All(Chain(former).SelectMany(one => one.Held).Where(held => held.IsIn(database)));

    /// <summary>Whether the role might not connect to a database before anybody let it here.</summary>
    public static bool IsBarred(FormerRole? former, string database) =>
        Chain(former).Any(one => one.Barred?.Contains(database, StringComparer.Ordinal) == true);

    static IEnumerable<FormerRole> Chain(FormerRole? former)
    {
        for (; former is not null; former = former.Mark?.Former)
        {
            yield return former;
        }
    }

    /// <summary>What became of the password that it had.</summary>
    /// <param name="now">The mark of whom it is given back by.</param>
    public LostPassword PasswordAfter(RoleMark now) =>
        !HasLostPassword ? LostPassword.None
        : Mark?.Secret is not { } before || now.Secret is not { } last ? LostPassword.Gone
        : IsOneSecret(before, last) ? LostPassword.None
        : LostPassword.Foreign;

    // The six characters that Secrets Manager ends an ARN with may be left out.
    static bool IsOneSecret(string arn, string other) =>
        arn == other || IsCut(arn, other) || IsCut(other, arn);

    static bool IsCut(string arn, string whole) =>
        whole.Length == arn.Length + "-AbCdEf".Length && whole.StartsWith($"{arn}-", StringComparison.Ordinal);

    /// <summary>With what the role holds in this database before it is granted.</summary>
    /// <param name="facts">Of before anything was granted.</param>
    /// <param name="objects">As they are now.</param>
    /// <param name="wanted">What is to be granted.</param>
    /// <param name="given">What was granted before, by this resource or the one that it took the role from.</param>
    public FormerRole Holding(RoleFacts facts, IReadOnlyList<SchemaObject> objects, GrantSet wanted, GrantSet given) => this with
    {
        Barred = facts.MayConnect ? Barred : [.. (Barred ?? []).Union([facts.Database], StringComparer.Ordinal)],
        Held =
        [
            .. Held.Where(held => held.Database != facts.Database),
            .. HeldRights.Of(
                facts.Database,
                [
                    .. HeldRights.All(Held.Where(held => held.Database == facts.Database)),
                    .. from one in objects
                       from privilege in GrantSet.PrivilegesOf(one.Kind)
                       where one.Held.Contains(privilege) && wanted.Has(one, privilege) && !given.Has(one, privilege)
                       select new Right(one.Kind, one.Name, privilege),
                ]),
        ],
    };

    /// <summary>The same for who took the role from the one that this was kept for.</summary>
    public FormerRole PassedOn(FormerRole later) => this with
    {
        HasLostPassword = HasLostPassword || later.HasLostPassword,
        Barred = [.. (Barred ?? []).Union(later.Barred ?? [], StringComparer.Ordinal)],
        Held = [.. Held, .. later.Held],
    };
}

/// <summary>What became of the password of a role that is given back.</summary>
enum LostPassword
{
    /// <summary>Nothing, or it is still that of its secret.</summary>
    None,

    /// <summary>It has another one, and nobody knows whose.</summary>
    Gone,

    /// <summary>It has that of another secret.</summary>
    Foreign,
}

/// <summary>The same rights on several things of one kind: a schema may have thousands.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Privileges">Those held on each of them.</param>
/// <param name="Names">As SQL names them.</param>
sealed record HeldRights(ObjectKind Kind, IReadOnlyList<string> Privileges, IReadOnlyList<string> Names)
{
    /// <summary>Where; null: an older image did not write that down.</summary>
    public string? Database { get; init; }

    public bool IsIn(string database) => Database is null || Database == database;

    public static IReadOnlySet<Right> All(IEnumerable<HeldRights> held) =>
        held.SelectMany(same => same.Names.SelectMany(
            name => same.Privileges.Select(privilege => new Right(same.Kind, name, privilege)))).ToHashSet();

    public static IReadOnlyList<HeldRights> Of(string database, IEnumerable<Right> rights) =>
    [
        .. from one in rights.Distinct().GroupBy(right => (right.Kind, right.Name))
           let privileges = string.Join(',', one.Select(right => right.Privilege).Order(StringComparer.Ordinal))
           group one.Key.Name by (one.Key.Kind, privileges) into same
           select new HeldRights(same.Key.Kind, same.Key.privileges.Split(','), [.. same]) { Database = database },
    ];
}
