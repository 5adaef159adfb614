using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>The role that the stack makes for its application: there exactly as long as its resource is, and with the rights that
/// the template in force gives it.</summary>
sealed class LifeRole(LifeStage stage, Setting setting)
{
    // What an answer that is a SUCCESS says where not all was done.
    static readonly string[] NotDone =
    [
        "The rollback left the role as it is", "is not known", "CloudFormation does not know of it", LifeChecks.ByTheWatchdog,
        "If the server still exists, the role does, too", "again, from which",
    ];

    readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // Whose Create or Update may come again after the Delete: nothing remembers a role that was dropped (docs/decisions/0013).
    readonly HashSet<string> _mayComeBack = new(StringComparer.Ordinal);

    // Somebody has said that they may be there, or could not delete them.
    readonly HashSet<string> _left = new(StringComparer.Ordinal);
    string _name = NewName();
    RoleWish? _wanted;
    RoleWish? _inForce;
    bool _isExcused;

    /// <summary>Whether the last request is a Delete that failed, with which CloudFormation stops.</summary>
    public bool IsInTheWay => stage.Last.OfTheRole is [.., { Request.Kind: RequestKind.Delete } asked] && !asked.Succeeded();

    /// <summary>Another stack has a role of its own: one that comes back belongs to the stack that was.</summary>
    public void StartOver() => _name = NewName();

    /// <summary>What the next template has.</summary>
    public RoleWish? Wish(RoleOrder order)
    {
        _wanted = !setting.HasRole || order == RoleOrder.None ? null
            : new(order == RoleOrder.OtherName ? $"{_name}_2" : _name, order != RoleOrder.Reads);
        _names.UnionWith(_wanted is null ? [] : [_wanted.Name]);
        return _wanted;
    }

    /// <summary>Each request has its answer, and the server has what the stack has.</summary>
    /// <param name="mayBeCancelled">Whether a request may have been left without an answer.</param>
    public async Task CheckAsync(bool mayBeCancelled)
    {
        var asked = stage.Last.OfTheRole;
        LifeChecks.CheckAnswers(asked, mayBeCancelled, stage.Last.Troubles.Any(trouble => trouble.IsUnheardOf));
        foreach (var exchange in asked)
        {
            CheckOutcome(exchange);
        }

        _left.UnionWith(_names.Where(IsLeft));
        if (stage.Last.Troubles.Any(trouble => trouble.MayRepeat))
        {
            _mayComeBack.UnionWith(asked.Where(exchange => exchange.Request.Kind != RequestKind.Delete).Select(NameOf));
        }

        await CheckStateAsync();
    }

    /// <summary>The server has what the stack has.</summary>
    public async Task CheckStateAsync()
    {
        switch (stage.Stack.Status)
        {
            case Status.CreateComplete or Status.UpdateComplete:
                (_inForce, _isExcused) = (_wanted, false);
                break;
            case Status.RollbackComplete or Status.DeleteComplete:
                _inForce = null;
                break;
            case Status.UpdateRollbackComplete:
                break;
            default:
                return;
        }

        await CheckNamesAsync();
        if (_inForce is { } role && !_isExcused)
        {
            await CheckRightsAsync(role);
        }
    }

    // A rollback and a Delete fail for nothing but the time, which others can take from them; and what they say that they have
    // not done has a cause.
    void CheckOutcome(CustomResourceExchange exchange)
    {
        var (reason, troubles) = (exchange.Reason() ?? "", stage.Last.Troubles);
        var time = Trouble.TimeOf(setting.TimeoutSeconds, troubles);
        var hasCause = troubles.Any(trouble => trouble.MayOutlast || trouble.Kind == TroubleKind.Cancel)
            || exchange.IsDropped() || exchange.IsLate(time) || troubles.Any(trouble => trouble.Time is not null);
        if (SaysNotDone(exchange))
        {
            hasCause.ShouldBeTrue($"the role's {exchange.Request.Kind} could have done all of it: {reason}");
            _isExcused |= exchange.Request.Kind == RequestKind.Update && exchange.Succeeded();
        }

        if (exchange.Request.Kind == RequestKind.Delete && !exchange.Succeeded() && !exchange.IsAbandoned)
        {
            hasCause.ShouldBeTrue($"the role could have been deleted: {reason}");
        }
    }

    async Task CheckNamesAsync()
    {
        foreach (var name in _names)
        {
            var isThere = await stage.Database.IsTrueAsync($"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')");
            if (isThere && name != _inForce?.Name)
            {
                (_mayComeBack.Contains(name) || _left.Contains(name)).ShouldBeTrue($"role {name} is still there: {Told()}");

                // As docs/operations.md says.
                await stage.Database.AdministerAsync($"DROP OWNED BY {name}; DROP ROLE {name}");
            }

            (isThere || name != _inForce?.Name).ShouldBeTrue($"role {name} is not there: {Told()}");
        }

        _left.Clear();
    }

    bool IsLeft(string name) => stage.Last.OfTheRole.Any(exchange =>
        (exchange.Request.Kind == RequestKind.Delete && NameOf(exchange) == name && !exchange.Succeeded())
            || SaysNotDone(exchange));

    async Task CheckRightsAsync(RoleWish role)
    {
        (await stage.Database.ColumnAsync(
            "SELECT c.oid::regclass::text FROM pg_class c "
                + $"WHERE c.relnamespace = to_regnamespace('{stage.Database.Schema}') AND c.relkind IN ('r', 'v') "
                + $"AND (NOT has_table_privilege('{role.Name}', c.oid, 'SELECT') "
                + $"OR has_table_privilege('{role.Name}', c.oid, 'INSERT') <> {role.Writes})"))
            .ShouldBeEmpty($"the role has other rights than its template says: {Told()}");
        (await stage.Database.ColumnAsync(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
                + $"AND n.nspname !~ '^(pg_|information_schema$|{stage.Database.Schema}$)' "
                + $"AND has_table_privilege('{role.Name}', c.oid, 'SELECT, INSERT, UPDATE, DELETE')"))
            .ShouldBeEmpty("the role has rights where it has nothing to do");
    }

    string Told() => string.Join(
        " / ", stage.Last.OfTheRole.Select(exchange => $"{exchange.Request.Kind} {NameOf(exchange)}: {exchange.Reason()}"));

    static string NewName() => $"life_{Guid.NewGuid():N}";

    static bool SaysNotDone(CustomResourceExchange exchange) => exchange.Verdict is not null
        && Array.Exists(NotDone, text => exchange.Reason()?.Contains(text, StringComparison.Ordinal) == true);

    static string NameOf(CustomResourceExchange exchange) => $"{exchange.Request.Properties["RoleName"]}";
}
