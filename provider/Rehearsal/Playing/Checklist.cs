using System.Globalization;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.Inspecting;
using Lockstep.Rehearsal.Scripts;

namespace Lockstep.Rehearsal.Playing;

/// <summary>Writes down what must be so after an act, and whether it is.</summary>
sealed class Checklist(Scene scene)
{
    const int LinesToShow = 6;

    readonly List<Expectation> _all = [];

    public IReadOnlyList<Expectation> All => _all;

    /// <summary>What is checked.</summary>
    public Scene Scene => scene;

    public Checklist StackIs(string status) => Add(
        Promise.NoStuckStack, "Every operation ends in the status that it must", $"The stack is {status}",
        scene.Status == status, status, scene.Status);

    public Checklist IsRefused(string refusal) => Add(
        Promise.NoStuckStack, "Every operation can begin", "CloudFormation begins the operation",
        isHeld: false, "that it begins", refusal);

    public Checklist RequestsAreAnswered(int count)
    {
        var asked = scene.Exchanges.Where(exchange => !exchange.IsAbandoned).ToList();
        var answered = asked.Count(exchange => exchange.IsAnsweredOnce);
        var seen = $"{Requests(asked.Count)}, {Number(answered)} with one valid answer";
        return Add(
            Promise.NoStuckStack, "Every request gets exactly one valid answer",
            $"{(count == 1 ? "The one request" : $"Each of the {Number(count)} requests")} got exactly one valid answer",
            asked.Count == count && answered == count, $"{Requests(count)}, each with one valid answer", seen);
    }

    public Checklist ApiHas(string version) => Add(
        Promise.NoStuckStack, "The API is deployed with the version that it needs", $"The API has SCHEMA_VERSION {version}",
        scene.ApiVersion == version, version, scene.ApiVersion);

    public Checklist ApiMayUseAllTables()
    {
        List<string> closed = [.. scene.After.Catalogue.Lines.Where(line =>
            line.Contains(": kind r,", StringComparison.Ordinal) && !line.Contains("{api=arwd/", StringComparison.Ordinal)
            && !line.Contains(",api=arwd/", StringComparison.Ordinal))];
        return Add(
            Promise.NoStuckStack, "The API's role may use the tables that there are", "The API's role may use every table",
            closed.Count == 0, "grants on all tables", Some(closed));
    }

    public Checklist FailsWith(string reason)
    {
        List<string> reasons =
            [.. scene.Events.Select(told => told.ResourceStatusReason).OfType<string>().Distinct(StringComparer.Ordinal)];
        return Add(
            Promise.NoStuckStack, "A failure says what and where", $"A stack event says {reason}",
            reasons.Exists(text => text.Contains(reason, StringComparison.Ordinal)), reason, string.Join('\n', reasons));
    }

    public Checklist RolledBackBy(ScriptImage image)
    {
        var ran = scene.Migrations is [.., { Run: { } run }] ? run.Image : "nobody";
        var expected = ShopTemplate.MigrationImage(image.Tag);
        return Add(
            Promise.RollbackMeansRollback, "The rollback is answered by the function of either image",
            $"The rollback was answered by the function of image {image.Tag}",
            ran == expected, expected, ran);
    }

    public Checklist SchemaIsRestored() => Same(
        Promise.RollbackMeansRollback, "The schema is what it was before the update", "The schema is what it was before",
        scene.Before.Catalogue, scene.After.Catalogue);

    public Checklist JournalIsRestored()
    {
        var (before, after) = (Lines(scene.Before.Journal.Scripts), Lines(scene.After.Journal.Scripts));
        return Add(
            Promise.RollbackMeansRollback, "The journal says again what it said before", "The journal says what it said before",
            before == after, before, after);
    }

    public Checklist KeepsAndSaysSo()
    {
        const string Rule = "What cannot be undone without loss is kept, and said";
        const string Logged = "The rollback kept what it could not revert";
        var reason = scene.Migrations is [.., { Verdict: AcceptedAnswer accepted }] ? accepted.Answer.Reason : null;
        Add(
            Promise.RollbackMeansRollback, Rule, "The rollback's answer is SUCCESS, and its Reason says what was kept",
            reason is not null, "SUCCESS with a Reason", reason ?? "no SUCCESS with a Reason");
        return Add(
            Promise.RollbackMeansRollback, Rule, "The log has an ERROR that says so, for an alarm to find",
            scene.Log.Any(line => IsError(line, Logged)), $"an ERROR: {Logged}", "none");
    }

    public Checklist SchemaIs(Part part) => Same(
        Promise.NothingLost, "The schema is exactly what its scripts make",
        $"The schema is exactly what {part.Names} make", part.Catalogue.WithoutGrants(), scene.After.Catalogue.WithoutGrants());

    public Checklist SchemaStays() => Same(
        Promise.NothingLost, "A deleted stack leaves its data", "The schema is untouched",
        scene.Before.Catalogue.WithoutGrants(), scene.After.Catalogue.WithoutGrants());

    /// <param name="part">What must be in it.</param>
    /// <param name="settled">The others are there only because a rollback had to keep them; null: there are no others.</param>
    public Checklist JournalHas(Part part, Part? settled = null)
    {
        var expected = Lines(part.Scripts.Select(script => new JournaledScript(
            script.Name, script.Checksum, settled?.Scripts.Contains(script) != false ? "applied" : "kept")));
        var seen = Lines(scene.After.Journal.Scripts);
        return Add(
            Promise.NothingLost, "The journal says what is in the schema",
            "The journal says so, script by script, with their checksums",
            expected == seen, expected, seen);
    }

    public Checklist NothingIsOpen()
    {
        var (unfinished, locks) = (scene.After.Journal.Unfinished, scene.After.AdvisoryLocks);
        return Add(
            Promise.NothingLost, "No deployment is left half done", "No deployment is left open, no lock is held",
            unfinished == 0 && locks == 0, Open(0, 0), Open(unfinished, locks));
    }

    public Checklist Applied(int count)
    {
        var applied = scene.Migrations is [.., { Verdict: AcceptedAnswer accepted }]
            ? accepted.Answer.Data.GetValueOrDefault("AppliedCount", "")
            : "no SUCCESS";
        return Add(
            Promise.NothingLost, "Only what is pending runs",
            count switch { 0 => "No script ran", 1 => "1 script ran", _ => $"{Number(count)} scripts ran" },
            applied == Number(count), Number(count), applied);
    }

    Checklist Same(Promise promise, string rule, string text, Catalogue expected, Catalogue seen)
    {
        var difference = expected.DifferenceTo(seen);
        return Add(promise, rule, text, difference.Count == 0, "no difference", Some(difference));
    }

    public Checklist Add(Promise promise, string rule, string text, bool isHeld, string expected, string seen)
    {
        _all.Add(new(promise, rule, text, isHeld, expected, seen));
        return this;
    }

    static bool IsError(string line, string text) =>
        line.Contains("\"level\":\"ERROR\"", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal);

    static string Lines(IEnumerable<JournaledScript> scripts) =>
        string.Join('\n', scripts.Select(script => $"{script.Name} {script.Checksum[..12]} {script.State}"));

    internal static string Some(IReadOnlyList<string> lines) => string.Join('\n', lines.Take(LinesToShow))
        + (lines.Count > LinesToShow ? $"\n… {Number(lines.Count - LinesToShow)} more" : "");

    static string Open(int deployments, int locks) => $"{Number(deployments)} open deployments, {Number(locks)} locks";

    static string Requests(int count) => count == 1 ? "1 request" : $"{Number(count)} requests";

    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
