using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.Inspecting;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>Looks after each operation whether the promises were kept.</summary>
sealed class LifeJudge(LifeStage stage, Setting setting)
{
    const string NotCarriedOut = "could not be carried out";

    const string NotKnown = "Whether the journal says so, too, is not known";

    readonly List<CustomResourceExchange> _late = [];
    readonly List<string> _said = [];
    Catalogue? _owed;

    /// <summary>Whether an earlier rollback has left the next one something to do.</summary>
    public bool Owes => _owed is not null;

    /// <summary>A deployment went well: nothing from before is to be taken back any more.</summary>
    public void Settle()
    {
        _owed = null;
        _said.Clear();
    }

    /// <summary>
    /// After a rollback the database is as before, or its reason says what was kept, and there was a cause. What an earlier
    /// rollback could not carry out, because the database did not answer, the next one does, too: it goes back to the last
    /// success.
    /// </summary>
    /// <param name="before">The database before the update.</param>
    /// <param name="half">Scripts of which half was there.</param>
    /// <param name="asked">The requests to the migration.</param>
    /// <param name="run">The scripts that the update may have run.</param>
    /// <param name="wrote">Whether the application wrote what a rollback must not take away.</param>
    /// <param name="troubles">What went wrong during the rollback.</param>
    public async Task CheckTakenBackAsync(
        Catalogue before,
        IReadOnlyList<LifeScript> half,
        IReadOnlyList<CustomResourceExchange> asked,
        IReadOnlyList<LifeScript> run,
        bool wrote,
        IReadOnlyList<Trouble> troubles)
    {
        var last = asked[^1];
        if (last.Reason() is { } reason && last.Succeeded())
        {
            (wrote || _owed is not null || run.Any(script => script.IsForGood) || last.IsLate(Trouble.TimeOf(setting.TimeoutSeconds, troubles))
                    || troubles.Any(trouble => trouble.MayOutlast))
                .ShouldBeTrue($"kept was what could have been taken back: {reason}");
            _said.Add(reason);
            await CheckKeptAsync(reason, run);
            await CheckViewsAsync(before);
            _owed = IsNotCarriedOut(reason) ? _owed ?? before : null;
            return;
        }

        (_owed ?? before).DifferenceTo(await stage.Database.LookAsync())
            .Where(line => !half.Any(script => IsGone(line, $"{stage.Database.Schema}.t{script.Version}"))).ToList()
            .ShouldBeEmpty($"after a rollback without a reason; before it: {asked[0].Reason()}");
        _owed = null;
    }

    // What could not even be looked at is as it was, and what the journal says of it, too. A script that never ended stays
    // "running", which is as loud.
    async Task CheckKeptAsync(string reason, IReadOnlyList<LifeScript> run)
    {
        if (!IsNotCarriedOut(reason) && !reason.Contains(NotKnown, StringComparison.Ordinal))
        {
            var names = run.Select(script => script.Name);
            (await stage.Database.ColumnAsync(stage.Database.NamesInState("'applied'")))
                .Intersect(names, StringComparer.Ordinal).ShouldBeEmpty($"not reverted, and not marked as kept: {reason}");
        }
    }

    // No view that was there is away after a rollback, unless one said so since the last success, or came to nothing behind an
    // order that had them out of the way.
    async Task CheckViewsAsync(Catalogue before)
    {
        foreach (var (view, script) in LifeViews.All.Where(named => HasView(before, named.View)))
        {
            (await stage.Database.IsTrueAsync($"SELECT to_regclass('{view}') IS NOT NULL")
                    || _said.Exists(reason => IsNotCarriedOut(reason) || LifeViews.IsNotBack(reason, script)))
                .ShouldBeTrue($"{view} is gone, and the rollback said {_said[^1]}");
        }
    }

    bool HasView(Catalogue before, string view) =>
        before.Lines.Any(line => line.StartsWith($"view {stage.Database.Schema}.{view}:", StringComparison.Ordinal));

    // Of what the watchdog has answered for, as little is known.
    static bool IsNotCarriedOut(string reason) => reason.Contains(NotCarriedOut, StringComparison.Ordinal)
        || reason.Contains(LifeChecks.ByTheWatchdog, StringComparison.Ordinal);

    static bool IsGone(string line, string table) => line.StartsWith('-')
        && (line.Contains($"{table}.", StringComparison.Ordinal) || line.Contains($"{table}:", StringComparison.Ordinal)
            || line.Contains($"{table}_pkey", StringComparison.Ordinal));

    /// <param name="asked">The requests to the migration.</param>
    /// <param name="scripts">All that were written.</param>
    /// <param name="rows">What the application wrote.</param>
    /// <param name="mayBeCancelled">Whether a request may have been left without an answer.</param>
    public async Task CheckAsync(
        IReadOnlyList<CustomResourceExchange> asked, LifeScripts scripts, LifeRows rows, bool mayBeCancelled)
    {
        LifeChecks.CheckAnswers(
            asked, mayBeCancelled, stage.Last.Troubles.Any(trouble => trouble.IsUnheardOf));
        await stage.Database.CheckQuietAsync();
        await stage.Database.CheckJournalAsync(scripts.Ever);
        await rows.CheckAsync();
        (await stage.Database.IsTrueAsync(LockWatch.Breach)).ShouldBeFalse("a migrator at work without the schema's lock");
    }

    /// <summary>What comes late while the stack is at rest changes nothing.</summary>
    /// <param name="all">Whatever it waits for.</param>
    public async Task DeliverOvertakenAsync(bool all)
    {
        var last = stage.Exchanges.LastOrDefault(exchange => exchange.Request.LogicalId == LifeTemplate.Migration);
        if (last is not { IsAbandoned: false } || !last.Succeeded() || last.Reason() is not null
            || !stage.Stack.Status.EndsWith("COMPLETE", StringComparison.Ordinal))
        {
            // What was not recorded, another run may yet do.
            return;
        }

        var (before, owners) = (await stage.Database.LookAsync(), await stage.Database.OwnersAsync());
        if (await stage.Overtaken.DeliverAsync(all))
        {
            await stage.SettleAsync();
            before.DifferenceTo(await stage.Database.LookAsync())
                .ShouldBeEmpty($"an event that was overtaken changed the schema of a stack that is {stage.Stack.Status}");
            (await stage.Database.OwnersAsync()).ShouldBe(owners, "an event that was overtaken changed whose a schema is");
        }
    }

    /// <summary>Events that come once more after a later one change nothing.</summary>
    /// <param name="next">Those that come after the next operation.</param>
    public async Task DeliverLateAsync(IEnumerable<CustomResourceExchange> next)
    {
        var before = await stage.Database.LookAsync();
        foreach (var exchange in _late)
        {
            await stage.Functions.InvokeAsync($"{exchange.Request.Properties["ServiceToken"]}", exchange.Event);
            before.DifferenceTo(await stage.Database.LookAsync()).ShouldBeEmpty("a late event changed the schema");
        }

        LifeChecks.CheckAnswers(_late, mayBeCancelled: true);
        _late.Clear();
        _late.AddRange(next);
    }
}
