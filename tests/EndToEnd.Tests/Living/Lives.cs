using CsCheck;
using Lockstep.CustomResources.Tests.Support;
using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Makes lives at random; smaller ones are shorter and calmer.</summary>
static class Lives
{
    // More than the suite's own. It has neither moves nor events out of order at random: of those too few lives have been played to
    // know that the judge is right about all of them.
    static readonly bool IsSoak = Wanted.Number("LOCKSTEP_PROCESS_LIVES") is not null || Wanted.Seconds is not null;

    static readonly Gen<ScriptShape> Good = Gen.Frequency(
        (4, Gen.Const(ScriptShape.Table)), (4, Gen.Const(ScriptShape.Column)),
        (2, Gen.Const(ScriptShape.Several)), (1, Gen.Const(ScriptShape.ColumnAlone)), (3, Gen.Const(ScriptShape.Index)),
        (2, Gen.Const(ScriptShape.Seed)), (1, Gen.Const(ScriptShape.Data)), (2, Gen.Const(ScriptShape.Backfill)),
        (1, Gen.Const(ScriptShape.Slow)));

    static readonly Gen<ScriptShape> Shape = Gen.Frequency(
        (16, Good), (1, Gen.Const(ScriptShape.TableForGood)), (1, Gen.Const(ScriptShape.ColumnForGood)),
        (1, Gen.Const(ScriptShape.BadDown)), (1, Gen.Const(ScriptShape.Mistake)), (1, Gen.Const(ScriptShape.Syntax)),
        (1, Gen.Const(ScriptShape.MistakeAlone)), (1, Gen.Const(ScriptShape.IndexThatFails)));

    static readonly Gen<int> Moment = Gen.OneOf(Gen.Int[1, 60], Gen.Int[61, 300], Gen.Int[301, 1000]);

    // What costs a run of the function its whole time is rare.
    static readonly Gen<TroubleKind> Kind = Gen.Frequency(
        (4, Gen.Const(TroubleKind.Kill)), (3, Gen.Const(TroubleKind.Reset)), (1, Gen.Const(TroubleKind.BlackHole)),
        (2, Gen.Const(TroubleKind.KillAtPut)), (2, Gen.Const(TroubleKind.KillAfterPut)), (2, Gen.Const(TroubleKind.Terminate)),
        (3, Gen.Const(TroubleKind.CommitLost)), (1, Gen.Const(TroubleKind.Delay)), (2, Gen.Const(TroubleKind.Locked)),
        (1, Gen.Const(TroubleKind.BucketForbids)), (1, Gen.Const(TroubleKind.BucketFails)),
        (1, Gen.Const(TroubleKind.BucketIsSilent)), (1, Gen.Const(TroubleKind.BucketLosesReply)),
        (3, Gen.Const(TroubleKind.Twice)), (1, Gen.Const(TroubleKind.Late)), (2, Gen.Const(TroubleKind.Cancel)),
        (2, Gen.Const(TroubleKind.Hurry)), (1, Gen.Const(TroubleKind.Dropped)),
        (IsSoak ? 3 : 0, Gen.Const(TroubleKind.Overtaken)), (2, Gen.Const(TroubleKind.Dead)), (1, Gen.Const(TroubleKind.Unheard)));

    // Lambda runs an event three times: two that come to nothing are as many as a provider without a watchdog can bear.
    static readonly Gen<IReadOnlyList<Trouble>> Troubles = Gen.Frequency(
        (3, Gen.Const(0)), (4, Gen.Const(1)), (2, Gen.Const(2)))
        .SelectMany(count => Gen.Select(Kind, Moment, (kind, moment) => new Trouble(kind, moment)).List[count, count])
        .Select(list => (IReadOnlyList<Trouble>)list);

    // A role's request is shorter, and commits once.
    static readonly Gen<Trouble> TroubleOfTheRole = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(TroubleKind.Kill)), (2, Gen.Const(TroubleKind.Reset)), (1, Gen.Const(TroubleKind.BlackHole)),
            (1, Gen.Const(TroubleKind.KillAtPut)), (1, Gen.Const(TroubleKind.KillAfterPut)),
            (1, Gen.Const(TroubleKind.Terminate)), (3, Gen.Const(TroubleKind.CommitLost)),
            (1, Gen.Const(TroubleKind.BucketForbids)), (1, Gen.Const(TroubleKind.BucketFails)),
            (1, Gen.Const(TroubleKind.BucketIsSilent)), (1, Gen.Const(TroubleKind.BucketLosesReply)),
            (3, Gen.Const(TroubleKind.Twice)), (2, Gen.Const(TroubleKind.Late)), (1, Gen.Const(TroubleKind.Cancel)),
            (2, Gen.Const(TroubleKind.Hurry)), (1, Gen.Const(TroubleKind.Dropped)),
            (IsSoak ? 2 : 0, Gen.Const(TroubleKind.Overtaken)), (1, Gen.Const(TroubleKind.Dead)),
            (1, Gen.Const(TroubleKind.Unheard))),
        Gen.Int[1, 120],
        (kind, moment) => new Trouble(kind, kind == TroubleKind.CommitLost ? moment - (moment % 8) : moment));

    static readonly Gen<IReadOnlyList<Trouble>> TroublesOfTheRole = Gen.Frequency(
        (2, Gen.Const(0)), (3, Gen.Const(1)), (1, Gen.Const(2)))
        .SelectMany(count => TroubleOfTheRole.List[count, count])
        .Select(list => (IReadOnlyList<Trouble>)list);

    // As in the lives of one process: what runs out of time in the middle of a rollback has broken promises that nothing else did.
    static readonly Gen<IReadOnlyList<Trouble>> TroublesOfTheWayBack = Gen.Frequency(
        (2, Troubles),
        (1, Moment.Select(moment => (IReadOnlyList<Trouble>)[new Trouble(TroubleKind.Hurry, moment)])));

    static readonly Gen<Ordeal> Forward = Gen.Select(Troubles, TroublesOfTheRole, (of, role) => new Ordeal(of, role));

    static readonly Gen<Ordeal> Back = Gen.Select(
        TroublesOfTheWayBack, TroublesOfTheRole, (of, role) => new Ordeal(of, role));

    static readonly Gen<RoleOrder> RoleOrder = Gen.Frequency(
        (5, Gen.Const(Living.RoleOrder.ReadsAndWrites)), (2, Gen.Const(Living.RoleOrder.Reads)),
        (2, Gen.Const(Living.RoleOrder.OtherName)), (1, Gen.Const(Living.RoleOrder.None)));

    static readonly Gen<bool> Seldom = Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)));

    static readonly Gen<Order> Order = Gen.Frequency(
        (12, Gen.Const(Living.Order.Latest)), (2, Gen.Const(Living.Order.TargetBack)), (1, Gen.Const(Living.Order.Older)),
        (1, Gen.Const(Living.Order.OlderReverts)), (1, Gen.Const(Living.Order.OlderFails)));

    static readonly Gen<bool> Moves = IsSoak ? Gen.Frequency((7, Gen.Const(false)), (1, Gen.Const(true))) : Gen.Const(false);

    static readonly Gen<Episode> Episode = Gen.Select(
        Gen.Select(
            Shape.List[0, 3], Order, RoleOrder, Moves,
            (scripts, order, role, moves) => (scripts, order, role, moves)),
        Forward, Gen.Enum<Writes>(), Gen.Frequency((2, Gen.Const(true)), (3, Gen.Const(false))), Seldom,
        Gen.Enum<RollbackOrder>(), Back,
        (wanted, forward, meanwhile, fails, stops, rollback, back) => new Episode(
            wanted.scripts, wanted.moves ? Living.Order.Latest : wanted.order, wanted.role, wanted.moves, forward, meanwhile,
            fails, stops, rollback, back));

    // Slow scripts and a function of a few seconds: what one run has no time for goes on in another.
    static readonly Gen<Episode> LongEpisode = Gen.Select(
        Gen.Frequency((3, Gen.Const(ScriptShape.Slow)), (1, Good)).List[2, 4], Moment,
        Gen.Frequency(
            (1, Gen.Const(TroubleKind.Twice)), (1, Gen.Const(TroubleKind.HandedOnTwice)), (1, Gen.Const(TroubleKind.HandedBack)),
            (1, Kind)),
        Episode,
        (scripts, moment, kind, other) => other with
        {
            Moves = false,
            Scripts = scripts,
            Order = Living.Order.Latest,
            Forward = other.Forward with
            {
                Migration = [new Trouble(TroubleKind.Short, moment), new Trouble(kind, moment)],
            },
        });

    static readonly Gen<bool> Watched = NodeRuntime.Executable is null ? Gen.Const(false) : Gen.Bool;

    // A retry of Lambda's own takes a minute, as far as the function knows: none has the time for another run, or the first has.
    static readonly Gen<int?> ServiceTimeout = Gen.Frequency(
        (6, Gen.Const((int?)null)), (1, Gen.Const((int?)80)), (1, Gen.Const((int?)93)));

    static readonly Gen<Setting> Setting = Gen.Select(
        Gen.Bool, Seldom, Seldom, Gen.Bool, Gen.Bool, Watched, Gen.Frequency((4, Gen.Const(30)), (1, Gen.Const(20))),
        Gen.OneOf(Gen.Const("Retain"), Gen.Const("Revert"), Gen.Const("DropSchema")),
        Gen.OneOf(Gen.Const("200ms"), Gen.Const("5s")), ServiceTimeout,
        (script, schema, before, role, route, watched, timeout, delete, locks, service) =>
            new Setting(script, schema, before, role, route, watched, timeout, delete, locks, service));

    public static Gen<Life> Any { get; } = Gen.Select(
        Setting, Gen.Frequency((7, Episode), (1, LongEpisode)).List[1, 4], Gen.Enum<Ending>(), Back,
        (setting, episodes, ending, last) => Bearable(new(setting, episodes, ending, last)));

    // Where Lambda's own retries are the next runs, none may be left for a run that another trouble brings to nothing. An event that
    // comes late is one, too: whichever request it comes beside waits for the lock.
    static Life Bearable(Life life)
    {
        if (life.Setting.HasRoute || life.Setting.IsWatched)
        {
            return life;
        }

        var isOvertaken = life.Episodes.Any(
            episode => episode.Forward.Has(TroubleKind.Overtaken) || episode.Back.Has(TroubleKind.Overtaken));
        return life with
        {
            Episodes = [.. life.Episodes.Select(episode => episode with
            {
                Forward = Bearable(episode.Forward, isOvertaken),
                Back = Bearable(episode.Back, isOvertaken),
            })],
            Last = Bearable(life.Last, isOvertaken),
        };
    }

    static Ordeal Bearable(Ordeal ordeal, bool isOvertaken) =>
        isOvertaken || ordeal.Migration is [{ Kind: TroubleKind.Short }, ..]
            ? ordeal with { Migration = [.. ordeal.Migration.Take(1)] }
            : ordeal;
}
