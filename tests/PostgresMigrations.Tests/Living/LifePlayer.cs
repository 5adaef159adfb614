using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.PostgresMigrations.Tests.Support;

namespace Lockstep.PostgresMigrations.Tests.Living;

/// <summary>Plays one life on a database of its own, and throws where a promise is broken.</summary>
sealed class LifePlayer(TestDatabase database, LivingStack stack, Life life)
{
    readonly List<LivingScript> _deployed = [];
    readonly List<LivingScript> _ever = [];
    readonly HashSet<LivingScript> _written = [];
    JsonObject _properties = [];
    int _revision;
    int _version = 1;
    int _rows;

    public static async Task PlayAsync(SharedPostgres postgres, Life life)
    {
        var database = await TestDatabase.CreateAsync(postgres);
        await using var stack = new LivingStack(postgres, database);
        await new LifePlayer(database, stack, life).PlayAsync();
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
        }

        await EndAsync(life.End);
    }

    async Task DeployAsync(Episode episode)
    {
        var before = await database.CatalogueAsync();
        var (old, from) = (ImageOf(_deployed), _properties);
        List<LivingScript> added = [.. episode.Scripts.Select(shape => new LivingScript(++_version, shape))];
        _ever.AddRange(added);
        var (next, to) = (ImageOf([.. _deployed, .. added]), NextProperties());

        var answer = await stack.DeliverAsync(next, stack.Update(to, from), episode.Forward);

        var isMistaken = added.Exists(script => script.Shape == ScriptShape.Mistake);
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

        (isForeign || added.Exists(script => script.Shape == ScriptShape.TableForGood))
            .ShouldBeTrue($"a rollback kept what it could have reverted: {back.Reason}");
        _deployed.AddRange(added.Where(script => script.Shape != ScriptShape.Mistake));
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
            goes.Exists(script => script.Shape == ScriptShape.TableForGood || _written.Contains(script)).ShouldBeTrue(answer.Reason);
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
            && _deployed.Exists(script => script.Shape == ScriptShape.TableForGood);
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
    async Task<bool> WriteAsync(Writes writes, IEnumerable<LivingScript> added)
    {
        var (shape, statement) = writes switch
        {
            Writes.RowOfTheNewTable => (ScriptShape.Table, "INSERT INTO t{0} VALUES (1)"),
            Writes.ValueOfTheNewColumn => (ScriptShape.Column, "UPDATE base SET c{0} = 8 WHERE id = 1"),
            _ => (default, null),
        };
        if (statement is null || added.FirstOrDefault(script => script.Shape == shape) is not { } script
            || await database.ValueAsync(script.Shown!) != "True")
        {
            return false;
        }

        await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, statement, script.Version));
        _written.Add(script);
        return true;
    }

    async Task<IEnumerable<int>> RowsAsync() =>
        (await database.RowsAsync("SELECT id FROM base WHERE id > 0 ORDER BY id"))
            .Select(row => int.Parse(row, CultureInfo.InvariantCulture));

    JsonObject NextProperties(params (string, string)[] more) => TestStack.Revision(
        ++_revision, [("Transaction", life.IsInScriptMode ? "Script" : "Batch"), ("OnDelete", $"{life.End.Policy}"), .. more]);

    // A view whose text has every column, and one on top of it that never changes.
    static Image ImageOf(IReadOnlyList<LivingScript> scripts)
    {
        var columns = scripts.Where(script => script.Shape == ScriptShape.Column).Select(script => $", c{script.Version}");
        return Image.With(
        [
            ("0001_base.sql", "CREATE TABLE base (id int PRIMARY KEY, done int)"), ("0001_base.down.sql", "DROP TABLE base"),
            .. scripts.SelectMany(script => script.Files),
            ("repeatable/lower_view.sql", $"CREATE OR REPLACE VIEW lower_view AS SELECT id{string.Concat(columns)} FROM base"),
            ("repeatable/upper_view.sql", "CREATE OR REPLACE VIEW upper_view AS SELECT id FROM lower_view"),
        ]);
    }
}
