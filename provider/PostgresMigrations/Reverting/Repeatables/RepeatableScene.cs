using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>The repeatables that a range is about and those beside it, with their objects and what depends on what.</summary>
sealed class RepeatableScene
{
    readonly IReadOnlyList<PlacedScript> _changed;
    readonly Dictionary<string, PlacedScript> _former;
    readonly IReadOnlyList<PlacedScript> _unchanged;
    readonly IReadOnlyList<StoredScript> _away;
    readonly HashSet<long> _gone;
    readonly Dependencies _dependencies;

    RepeatableScene(IReadOnlyList<PlacedScript> all, RevertRange range, Dependencies dependencies)
    {
        var (changed, former) = (range.ChangedRepeatables.Count, range.FormerRepeatables.Count);
        _changed = [.. all.Take(changed)];
        _former = all.Skip(changed).Take(former).ToDictionary(script => script.Name, StringComparer.Ordinal);
        _unchanged =
        [
            .. all.Skip(changed + former).Select(script => script.OwnBeside(all.Skip(changed)))
                .Where(script => script.Objects.Count > 0 && script.Stored.Up.Directives.IsTransactional),
        ];
        var away = range.Aside.Select(aside => aside.Script).OfType<StoredScript>().ToList();
        _gone = [.. away.Select(stored => stored.Row.Id)];
        _away = away.FindAll(stored => range.Reverts.All(reverted => reverted.Row.Id != stored.Row.Id));
        _dependencies = dependencies;
    }

    public static async Task<RepeatableScene> ReadAsync(
        NpgsqlConnection connection, string schema, RevertRange range, CancellationToken cancellationToken)
    {
        var present = await StoredScript.RepeatablesAsync(connection, schema, cancellationToken);
        var changed = range.ChangedRepeatables.Select(stored => stored.Row.Id).ToHashSet();
        var all = await ObjectFinder.FindAsync(
            connection, schema,
            [
                .. range.ChangedRepeatables, .. range.FormerRepeatables,
                .. present.Where(stored => !changed.Contains(stored.Row.Id)),
            ],
            cancellationToken);
        return new RepeatableScene(all, range, await Dependencies.AmongAsync(connection, all, cancellationToken));
    }

    /// <summary>Whether anything can be left to CREATE OR REPLACE.</summary>
    public bool CanReplace => _changed.Any(IsReplaceable);

    /// <summary>Whether repeatables that have not changed and do not depend on one that has could be set aside, too.</summary>
    public bool HasMore => _unchanged.Count > SetAside(Way.Drop).Count;

    /// <summary>What depends on repeatables that have changed, and is nobody's to drop here.</summary>
    public IReadOnlyList<string> Strangers =>
    [
        .. from script in _changed
           from stranger in _dependencies.StrangersOn(script)
           select $"{stranger} depends on a repeatable ({script.Name})",
    ];

    /// <summary>What makes room, in an order in which it can be done.</summary>
    public IReadOnlyList<RunStep> StepsAway(Way way, Belongings belongings)
    {
        var aside = SetAside(way);
        var dropped = _changed.SelectMany(script => Dropped(script, way)).ToHashSet();

        // Written down first: the down that drops it may commit by itself.
        var orphaned = aside.Where(script => script.Objects.All(dropped.Contains)).ToList();
        return
        [
            .. orphaned.Select(AsideStep),
            .. _dependencies.DropOrder([.. _changed, .. aside.Except(orphaned)]).SelectMany(script => aside.Contains(script)
                ? [AsideStep(script)]
                : StepsAway(script, way, belongings)),
        ];

        // What has moved to a newer file goes with that.
        RunStep AsideStep(PlacedScript script) => new SetAsideStep(
            script.Stored, Drop(script, [.. script.Objects.Except(dropped)]), belongings.Of(script.Name));
    }

    /// <summary>
    /// The former texts and those that were set aside, now or by a run that was cut off, by name, as they ran.
    /// </summary>
    public IReadOnlyList<RunStep> StepsBack(Way way) =>
    [
        .. _former.Values.Select(script => (script.Name, Step: (RunStep)new ReapplyStep(script.Stored)
            {
                InPlaceOf = _changed.FirstOrDefault(newer => newer.Name == script.Name && IsReplaced(newer, way))?.Stored,
            }))
            .Concat(SetAside(way).Select(script => script.Stored).Concat(_away)
                .Select(stored => (stored.Row.Name, Step: (RunStep)new PutBackStep(stored))))
            .OrderBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => one.Step),
    ];

    /// <summary>What is dropped on the way there and made again on the way back.</summary>
    public IReadOnlyList<LeavingObject> Leaving(Way way) =>
    [
        .. from script in _changed
           where !IsReplaced(script, way) && _former.ContainsKey(script.Name)
           let former = _former[script.Name]
           from placed in script.Objects.Where(former.Objects.Contains)
           select new LeavingObject(script.Name, placed, script.Text, former.Text),
        .. from script in SetAside(way)
           from placed in script.Objects
           let newer = _changed.FirstOrDefault(newer => newer.Objects.Contains(placed))
           select new LeavingObject(script.Name, placed, (newer ?? script).Text, script.Text),
    ];

    IReadOnlyList<PlacedScript> SetAside(Way way) => way == Way.DropAll
        ? _unchanged
        : _dependencies.Of(_changed.SelectMany(script => Dropped(script, way)), _unchanged);

    // Of one that is replaced in its place the journal says so when that is done. And what a run that was cut off had set aside
    // is gone already: its own down would not find it.
    IEnumerable<RunStep> StepsAway(PlacedScript script, Way way, Belongings belongings)
    {
        var dropped = Dropped(script, way);
        if (IsReplaced(script, way))
        {
            return dropped.Count == 0 ? [] : [new SetAsideStep(script.Stored, Drop(script, dropped), [])];
        }

        var down = _gone.Contains(script.Stored.Row.Id) ? null : script.Stored.Down;
        return [new RevertStep(script.Stored, down ?? Drop(script, dropped)) { Belongings = belongings.Of(script.Name) }];
    }

    IReadOnlyList<PlacedObject> Dropped(PlacedScript script, Way way) => IsReplaced(script, way)
        ? [.. script.Objects.Except(_former[script.Name].Objects)]
        : script.Objects;

    ScriptText Drop(PlacedScript script, IReadOnlyList<PlacedObject> objects) => new(
        $"DROP of {script.Name}", string.Concat(_dependencies.DropOrder(objects).Select(placed => placed.Drop)));

    bool IsReplaced(PlacedScript script, Way way) => way == Way.Replace && IsReplaceable(script);

    // Rights and comments that only the new text has given would stay.
    bool IsReplaceable(PlacedScript script) => script.Stored.Down is null && script.Objects.Count > 0
        && _former.TryGetValue(script.Name, out var former)
        && script.Text.Others.SequenceEqual(former.Text.Others, StringComparer.Ordinal);
}

/// <summary>How much is dropped for the downs; each does more than the one before, and is tried where that one fails.</summary>
enum Way
{
    /// <summary>What the former texts can replace stays where it is: its rights and what depends on it are not touched.</summary>
    Replace,

    /// <summary>What has changed is dropped, and set aside is what depends on it.</summary>
    Drop,

    /// <summary>Every repeatable that is known by its text is dropped or set aside.</summary>
    DropAll,
}
