using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>Plays one life on a database of its own, and throws where a promise is broken.</summary>
sealed class LifePlayer(LifeHome home, LivingStack stack, LifeNeighbours neighbours, Life life)
{
    readonly List<LifeScript> _deployed = [];
    readonly List<LifeScript> _ever = [];
    readonly HashSet<LifeScript> _written = [];
    JsonObject _properties = [];

    // Where a rollback that had no time left all as it was, the next one takes back that, too.
    (IReadOnlyList<string> Catalogue, IReadOnlyList<string> Kept)? _owed;

    // By the last rollback, where no deployment has come since.
    string? _said;
    int _version = 1;
    int _rows;

    public static async Task PlayAsync(SharedPostgres postgres, Life life)
    {
        var home = await LifeHome.BuildAsync(postgres, life.Setting);
        await using var stack = new LivingStack(home);
        using var neighbours = new LifeNeighbours(home);
        try
        {
            await new LifePlayer(home, stack, neighbours, life).PlayAsync();
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{life}\n{stack.Log}");
            throw;
        }
    }

    async Task PlayAsync()
    {
        var ground = await home.CatalogueAsync();
        _properties = home.NextProperties();
        (await stack.CreateAsync(ImageOf([]), _properties)).ShouldSucceed();
        ground = [.. ground, .. life.Setting.HasNeighbour ? await neighbours.MoveInAsync() : []];
        await home.Inside.ExecuteAsync(
            "GRANT SELECT ON lower_view TO PUBLIC; GRANT SELECT ON upper_view TO PUBLIC; COMMENT ON VIEW upper_view IS 'by hand'");
        await WriteAsync();
        foreach (var episode in life.Episodes)
        {
            await (episode.GoesBack > 0 && _deployed.Count > 0 ? OrderBackAsync(episode) : DeployAsync(episode));
            await CheckJournalAsync();
            (await RowsAsync()).ShouldBe(Enumerable.Range(1, _rows), "a row of the application is gone");
            await CheckViewsAsync();
            await neighbours.CheckAsync();
            await home.CheckLockAsync();
        }

        await EndAsync(new LifeEnd(home, [.. ground.Order(StringComparer.Ordinal)]));
    }

    // Nothing is without its views after a rollback that does not say so: one whose time was over, or that came to nothing behind
    // an order that had them out of the way.
    async Task CheckViewsAsync()
    {
        foreach (var (view, script) in LifeViews.All)
        {
            var isThere = await home.Inside.ValueAsync($"SELECT to_regclass('{view}') IS NOT NULL") == "True";
            (isThere || _owed is not null || LifeViews.IsNotBack(_said, script)).ShouldBeTrue($"{view} is gone, and the rollback said {_said}");
        }
    }

    async Task DeployAsync(Episode episode)
    {
        var (old, from, before) = (ImageOf(_deployed), _properties, _owed ?? (await home.CatalogueAsync(), await KeptAsync()));
        List<LifeScript> added = [.. episode.Scripts.Select(shape => new LifeScript(++_version, shape))];
        _ever.AddRange(added);
        var (next, to) = (ImageOf([.. _deployed, .. added]), home.NextProperties());

        var answer = await stack.DeliverAsync(next, stack.Update(to, from), episode.Forward);

        var mustFail = added.Exists(script => script.IsMistaken);
        if (mustFail || !episode.Forward.MayStopIt)
        {
            answer.Status.ShouldBe(mustFail ? "FAILED" : "SUCCESS", answer.Reason);
        }

        await CheckJournalAsync();
        await WriteAsync();
        var isForeign = await WriteAsync(episode.Meanwhile, added);
        if (answer.Status == "SUCCESS" && !episode.SiblingFails)
        {
            answer["DatabaseVersion"].ShouldBe(_version.ToString(CultureInfo.InvariantCulture));
            _deployed.AddRange(added);
            (_properties, _owed, _said) = (to, null, null);
            return;
        }

        var back = await RollBackAsync(episode.Answering == Answering.Old ? old : next, from, to, episode.Back);
        var mayKeep = isForeign || _owed is not null || added.Exists(script => script.IsForGood) || MayBeKept(episode.Back);
        _owed = IsOwed(back) ? before : null;
        if (back.Reason is null)
        {
            (await home.CatalogueAsync()).ShouldBe(before.Catalogue, "a rollback without a reason");
            (await KeptAsync()).ShouldBe(before.Kept, "kept after a rollback without a reason, and before it");
            return;
        }

        mayKeep.ShouldBeTrue($"a rollback kept what it could have reverted: {back.Reason}");
        await AdoptAsync(added, back);
    }

    // What is there by now, whoever deploys next has, too.
    async Task AdoptAsync(List<LifeScript> added, Answer back)
    {
        if (_owed is null)
        {
            (await home.JournaledAsync("applied")).Intersect(added.Select(script => script.Name), StringComparer.Ordinal)
                .ShouldBeEmpty($"not reverted, and not marked as kept: {back.Reason}");
        }

        var there = await home.JournaledAsync("applied", "kept", "running");
        _deployed.AddRange(added.Where(script => !script.IsMistaken && there.Contains(script.Name)));
    }

    async Task<Answer> RollBackAsync(Image image, JsonObject from, JsonObject to, Fault fault)
    {
        var back = await stack.DeliverAsync(image, stack.Update(from, to), fault);
        if (fault.Kind == FaultKind.Dead && back.Status == "FAILED")
        {
            // Whoever finds the stack in UPDATE_ROLLBACK_FAILED continues its rollback.
            back = await stack.DeliverAsync(image, stack.Update(from, to), Fault.None);
        }

        back.ShouldSucceed();
        _said = back.Reason;
        return back;
    }

    static bool MayBeKept(Fault back) => back.Kind == FaultKind.OutOfTime;

    static bool IsOwed(Answer back) => back.Reason?.Contains("could not be carried out", StringComparison.Ordinal) == true;

    async Task OrderBackAsync(Episode episode)
    {
        var (before, kept) = (await home.CatalogueAsync(), await KeptAsync());
        var (image, from, goes) = (ImageOf(_deployed), _properties, _deployed.TakeLast(episode.GoesBack).ToList());
        var target = _deployed.Except(goes).LastOrDefault()?.Version ?? 1;
        var to = home.NextProperties(("TargetVersion", target.ToString(CultureInfo.InvariantCulture)));

        var answer = await stack.DeliverAsync(image, stack.Update(to, from), episode.Forward);

        if (answer.Status == "FAILED")
        {
            (goes.Exists(script => script.IsForGood || _written.Contains(script)) || episode.Forward.MayStopIt)
                .ShouldBeTrue(answer.Reason);
            if (!life.Setting.IsInScriptMode && !episode.Forward.MayStopIt)
            {
                (await home.CatalogueAsync()).ShouldBe(before, "an order that was refused");
            }
        }
        else
        {
            answer["DatabaseVersion"].ShouldBe(target.ToString(CultureInfo.InvariantCulture));
            await CheckJournalAsync();
        }

        await WriteAsync();
        if (answer.Status == "SUCCESS" && !episode.SiblingFails)
        {
            (_properties, _owed, _said) = (to, null, null);
            return;
        }

        var back = await RollBackAsync(image, from, to, episode.Back);
        if (back.Reason is null || !(MayBeKept(episode.Back) || _owed is not null))
        {
            back.Reason.ShouldBeNull();
            (await home.CatalogueAsync()).ShouldBe(_owed?.Catalogue ?? before, "an order that was taken back");
            (await KeptAsync()).ShouldBe(_owed?.Kept ?? kept, "kept after an order that was taken back, and before it");
        }

        _owed = IsOwed(back) ? _owed ?? (before, kept) : null;
    }

    async Task EndAsync(LifeEnd end)
    {
        var before = await home.CatalogueAsync();

        var deleted = await stack.DeliverAsync(ImageOf(_deployed), stack.Delete(_properties), life.Last);
        if (life.Last.MayStopIt && deleted.Status == "FAILED")
        {
            // Whoever finds the stack in DELETE_FAILED deletes it again.
            deleted = await stack.DeliverAsync(ImageOf(_deployed), stack.Delete(_properties), Fault.None);
        }

        var isThere = await home.IsThereAsync();
        if (isThere)
        {
            await CheckJournalAsync();
            await neighbours.CheckAsync(deeply: true);
        }

        await end.CheckAsync(deleted, before, _deployed.Exists(script => script.IsForGood));
        var rows = isThere && await HasBaseAsync() ? _rows : 0;
        var last = life.Last.MayStopIt ? Fault.None : life.Last;
        var answer = await stack.DeliverAsync(ImageOf(_deployed), stack.Create(home.NextProperties()), last);
        answer.ShouldSucceed();
        await CheckJournalAsync();
        await neighbours.CheckAsync();
        await home.CheckLockAsync();
        (await RowsAsync()).ShouldBe(Enumerable.Range(1, rows), "a row of the application is gone with the stack");
    }

    /// <summary>What the journal says is there, is there; nothing else is.</summary>
    async Task CheckJournalAsync()
    {
        var (present, half) = (await home.JournaledAsync("applied", "kept"), await home.JournaledAsync("running"));
        var hasBase = await HasBaseAsync();
        foreach (var script in _ever.Where(script => script.Shown is not null && !half.Contains(script.Name)))
        {
            var isThere = (hasBase || script.Shape != ScriptShape.Seed) && await home.Inside.ValueAsync(script.Shown!) == "True";
            isThere.ShouldBe(present.Contains(script.Name), $"{script.Name} in the journal and in the database");
            (isThere || script.Trace is not { } trace || await home.Inside.ValueAsync(trace) == "False")
                .ShouldBeTrue($"{script.Name} is half in the database");
        }
    }

    // Of repeatables it is not asked: a text that comes back is applied.
    async Task<IReadOnlyList<string>> KeptAsync() =>
    [
        .. (await home.JournaledAsync("kept")).Where(name => !name.StartsWith("repeatable", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    async Task<bool> HasBaseAsync() => await home.Inside.ValueAsync("SELECT to_regclass('base') IS NOT NULL") == "True";

    async Task WriteAsync() =>
        await home.Inside.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO base VALUES ({++_rows})"));

    /// <summary>Whether something was written that a rollback must not take away.</summary>
    async Task<bool> WriteAsync(Writes writes, IEnumerable<LifeScript> added)
    {
        if (NewWrite.Of(writes, added, row: 1) is not { } write || await home.Inside.ValueAsync(write.Script.Shown!) != "True")
        {
            return false;
        }

        await home.Inside.ExecuteAsync(write.Statement);
        _written.Add(write.Script);
        return true;
    }

    async Task<IEnumerable<int>> RowsAsync() =>
        (await home.Inside.RowsAsync("SELECT id FROM base WHERE id > 0 ORDER BY id"))
            .Select(row => int.Parse(row, CultureInfo.InvariantCulture));

    static Image ImageOf(IReadOnlyList<LifeScript> scripts) => Image.With([.. LifeFiles.Of(scripts)]);
}
