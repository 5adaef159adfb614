using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>Plays one life on a database of its own, and throws where a promise is broken.</summary>
sealed class LifePlayer(TestDatabase database, LivingStack stack, Life life)
{
    readonly List<LifeScript> _deployed = [];
    readonly List<LifeScript> _ever = [];
    readonly HashSet<LifeScript> _written = [];
    JsonObject _properties = [];
    int _revision;
    int _version = 1;
    int _rows;

    public static async Task PlayAsync(SharedPostgres postgres, Life life)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var stack = new LivingStack(postgres, database);
        try
        {
            await new LifePlayer(database, stack, life).PlayAsync();
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{life}\n{stack.Log}");
            throw;
        }
    }

    async Task PlayAsync()
    {
        _properties = NextProperties();
        (await stack.CreateAsync(ImageOf([]), _properties)).ShouldSucceed();
        await database.ExecuteAsync(
            "GRANT SELECT ON lower_view TO PUBLIC; GRANT SELECT ON upper_view TO PUBLIC; COMMENT ON VIEW upper_view IS 'by hand'");
        await WriteAsync();
        foreach (var episode in life.Episodes)
        {
            await (episode.GoesBack > 0 && _deployed.Count > 0 ? OrderBackAsync(episode) : DeployAsync(episode));
            await CheckJournalAsync();
            (await RowsAsync()).ShouldBe(Enumerable.Range(1, _rows), "a row of the application is gone");
            (await database.ValueAsync("SELECT num_nonnulls(to_regclass('lower_view'), to_regclass('upper_view'))"))
                .ShouldBe("2", "a view is gone");
        }

        await EndAsync(life.End);
    }

    async Task DeployAsync(Episode episode)
    {
        var before = await database.CatalogueAsync();
        var (old, from) = (ImageOf(_deployed), _properties);
        List<LifeScript> added = [.. episode.Scripts.Select(shape => new LifeScript(++_version, shape))];
        _ever.AddRange(added);
        var (next, to) = (ImageOf([.. _deployed, .. added]), NextProperties());

        var answer = await stack.DeliverAsync(next, stack.Update(to, from), episode.Forward);

        var isMistaken = added.Exists(script => script.IsMistaken);
        answer.Status.ShouldBe(isMistaken ? "FAILED" : "SUCCESS", answer.Reason);
        await CheckJournalAsync();
        await WriteAsync();
        var isForeign = await WriteAsync(episode.Meanwhile, added);
        if (answer.Status == "SUCCESS" && !episode.SiblingFails)
        {
            answer["DatabaseVersion"].ShouldBe(_version.ToString(CultureInfo.InvariantCulture));
            _deployed.AddRange(added);
            _properties = to;
            return;
        }

        var image = episode.Answering == Answering.Old ? old : next;
        var back = await stack.DeliverAsync(image, stack.Update(from, to), episode.Back);
        back.ShouldSucceed();
        if (back.Reason is null)
        {
            (await database.CatalogueAsync()).ShouldBe(before, "a rollback without a reason");
            return;
        }

        (isForeign || added.Exists(script => script.IsForGood))
            .ShouldBeTrue($"a rollback kept what it could have reverted: {back.Reason}");
        _deployed.AddRange(added.Where(script => !script.IsMistaken));
    }

    async Task OrderBackAsync(Episode episode)
    {
        var before = await database.CatalogueAsync();
        var (image, from, goes) = (ImageOf(_deployed), _properties, _deployed.TakeLast(episode.GoesBack).ToList());
        var target = _deployed.Except(goes).LastOrDefault()?.Version ?? 1;
        var to = NextProperties(("TargetVersion", target.ToString(CultureInfo.InvariantCulture)));

        var answer = await stack.DeliverAsync(image, stack.Update(to, from), episode.Forward);

        if (answer.Status == "FAILED")
        {
            goes.Exists(script => script.IsForGood || _written.Contains(script)).ShouldBeTrue(answer.Reason);
            if (!life.IsInScriptMode)
            {
                (await database.CatalogueAsync()).ShouldBe(before, "an order that was refused");
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
            _properties = to;
            return;
        }

        var back = await stack.DeliverAsync(image, stack.Update(from, to), episode.Back);
        back.ShouldSucceed();
        back.Reason.ShouldBeNull();
        (await database.CatalogueAsync()).ShouldBe(before, "an order that was taken back");
    }

    async Task EndAsync(End end)
    {
        var before = await database.CatalogueAsync();

        var deleted = await stack.DeliverAsync(ImageOf(_deployed), stack.Delete(_properties), end.Fault);

        await CheckJournalAsync();
        var isRefused = end.Policy == DeletePolicy.Revert
            && _deployed.Exists(script => script.IsForGood);
        deleted.Status.ShouldBe(isRefused ? "FAILED" : "SUCCESS", deleted.Reason);
        if (end.Policy == DeletePolicy.Retain || isRefused)
        {
            (await database.CatalogueAsync()).ShouldBe(before, "a Delete that is to change nothing");
        }

        var rows = await HasBaseAsync() ? _rows : 0;
        var answer = await stack.DeliverAsync(ImageOf(_deployed), stack.Create(NextProperties()), end.Fault);
        answer.ShouldSucceed();
        await CheckJournalAsync();
        (await RowsAsync()).ShouldBe(Enumerable.Range(1, rows), "a row of the application is gone with the stack");
    }

    /// <summary>What the journal says is there, is there; nothing else is.</summary>
    async Task CheckJournalAsync()
    {
        var present = (await database.RowsAsync(
            "SELECT name FROM lockstep.journal WHERE state IN ('applied', 'kept')")).ToHashSet(StringComparer.Ordinal);
        var hasBase = await HasBaseAsync();
        foreach (var script in _ever.Where(script => script.Shown is not null))
        {
            var isThere = (hasBase || script.Shape != ScriptShape.Seed) && await database.ValueAsync(script.Shown!) == "True";
            isThere.ShouldBe(present.Contains(script.Name), $"{script.Name} in the journal and in the database");
        }
    }

    async Task<bool> HasBaseAsync() => await database.ValueAsync("SELECT to_regclass('base') IS NOT NULL") == "True";

    async Task WriteAsync() =>
        await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO base VALUES ({++_rows})"));

    /// <summary>Whether something was written that a rollback must not take away.</summary>
    async Task<bool> WriteAsync(Writes writes, IEnumerable<LifeScript> added)
    {
        if (NewWrite.Of(writes, added, row: 1) is not { } write || await database.ValueAsync(write.Script.Shown!) != "True")
        {
            return false;
        }

        await database.ExecuteAsync(write.Statement);
        _written.Add(write.Script);
        return true;
    }

    async Task<IEnumerable<int>> RowsAsync() =>
        (await database.RowsAsync("SELECT id FROM base WHERE id > 0 ORDER BY id"))
            .Select(row => int.Parse(row, CultureInfo.InvariantCulture));

    JsonObject NextProperties(params (string, string)[] more) => TestStack.Revision(
        ++_revision, [("Transaction", life.IsInScriptMode ? "Script" : "Batch"), ("OnDelete", $"{life.End.Policy}"), .. more]);

    static Image ImageOf(IReadOnlyList<LifeScript> scripts) => Image.With([.. LifeFiles.Of(scripts)]);
}
