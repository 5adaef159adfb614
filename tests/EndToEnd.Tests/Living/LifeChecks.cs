using System.Text;
using System.Text.RegularExpressions;
using Lockstep.PostgresMigrations.Tests.Living;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;

namespace Lockstep.EndToEnd.Tests.Living;

/// <summary>What must be so after each operation of a life.</summary>
static partial class LifeChecks
{
    /// <summary>The watchdog has answered, who does not know what the function did.</summary>
    public const string ByTheWatchdog = "The function did not answer (";

    /// <summary>The scripts that the journal has as being in the schema, or half.</summary>
    public static async Task<HashSet<string>> JournaledAsync(this LifeDatabase database) =>
        await database.IsTrueAsync("SELECT to_regclass('lockstep.journal') IS NOT NULL")
            ? (await database.ColumnAsync(database.NamesInState("'applied', 'kept', 'baseline', 'running'")))
                .ToHashSet(StringComparer.Ordinal)
            : [];

    /// <summary>What the journal says is there, is there; nothing else is. Of a script that failed outside a
    /// transaction, half is.</summary>
    public static async Task CheckJournalAsync(this LifeDatabase database, IEnumerable<LifeScript> scripts)
    {
        var present = await database.JournaledAsync();
        var running = present.Count == 0
            ? []
            : await database.ColumnAsync(database.NamesInState("'running'"));
        foreach (var script in scripts.Where(script => script.Shown is not null))
        {
            var isThere = await database.IsTrueAsync(script.Shown!);
            var isHalf = script.Shape is ScriptShape.Index or ScriptShape.IndexThatFails
                && running.Contains(script.Name, StringComparer.Ordinal);
            (isThere || isHalf).ShouldBe(present.Contains(script.Name), $"{script.Name} in the database, and in the journal");
            (isThere || script.Trace is not { } trace || !await database.IsTrueAsync(trace))
                .ShouldBeTrue($"{script.Name} is half in the database");
        }

        (await database.ColumnAsync("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
            .ShouldBeEmpty("an index that is not valid was left");
    }

    /// <summary>Nobody holds a lock any more, or is at work.</summary>
    public static async Task CheckQuietAsync(this LifeDatabase database)
    {
        const string Busy = "SELECT count(*) = 0 FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
            + "WHERE a.datname = current_database() AND a.application_name = 'lockstep' AND l.locktype = 'advisory'";
        await Support.Eventually.TrueAsync(() => database.IsTrueAsync(Busy), "nobody holds the schema's lock");
    }

    /// <summary>Each request that somebody waited for was answered, and all its answers say the same.</summary>
    /// <remarks>
    /// Of an event that was delivered twice, one run can have a link that falls silent: it cannot know what the other has answered.
    /// Nor can one that waits for the other's change of a role until its own time is over.
    /// And where a script fails, the rollback can have put the old image back before the event comes again: that one has no such
    /// script, and tries the request again as a request that failed is.
    /// </remarks>
    /// <param name="exchanges">The requests.</param>
    /// <param name="mayBeCancelled">Whether one may have been left without an answer.</param>
    /// <param name="mayBeDropped">Whether one may never have reached the function.</param>
    public static void CheckAnswers(IEnumerable<CustomResourceExchange> exchanges, bool mayBeCancelled, bool mayBeDropped = false)
    {
        foreach (var exchange in exchanges)
        {
            var stored = exchange.Deliveries.Where(delivery => delivery.IsStored).ToList();
            var first = stored.Find(delivery => !IsBySilence(delivery));
            var name = $"{exchange.Request.Kind} of {exchange.Request.LogicalId}";
            if (!mayBeCancelled && !(mayBeDropped && exchange.IsDropped()))
            {
                stored.ShouldNotBeEmpty($"{name} was not answered");
            }

            foreach (var delivery in stored)
            {
                var verdict = AnswerRules.Judge(delivery.Body, exchange.Slot.Identity);
                var isValid = verdict is AcceptedAnswer or FailedAnswer { Detail: null };
                isValid.ShouldBeTrue($"the answer to {name}: {Text(delivery)}");
                if (verdict is FailedAnswer failed && exchange.Request.PhysicalId is { } id)
                {
                    failed.PhysicalResourceId.ShouldBe(id, $"{name} failed, and its resource got another id");
                }

                if (!IsBySilence(delivery) && !IsFailureOfAScript(stored[0]))
                {
                    Status(delivery).ShouldBe(Status(first!), $"two answers to {name}: {Text(first!)} and {Text(delivery)}");
                }
            }
        }
    }

    public static void CheckLog(IEnumerable<string> log, IEnumerable<ResponseSlot> slots, params IEnumerable<string> words)
    {
        string[] secrets =
        [
            .. words,
            .. slots.SelectMany(slot => slot.Url.Query.Split('&')).Select(part => part.Split('=')[^1])
                .Where(value => value.Length > 32).Distinct(StringComparer.Ordinal),
        ];
        foreach (var line in log)
        {
            secrets.ShouldAllBe(secret => !line.Contains(secret, StringComparison.Ordinal), "a secret in the log");
        }
    }

    /// <summary>Whose each schema is, as the journal says.</summary>
    public static async Task<IReadOnlyList<string>> OwnersAsync(this LifeDatabase database) =>
        await database.IsTrueAsync("SELECT to_regclass('lockstep.owner') IS NOT NULL")
            ? await database.ColumnAsync("SELECT concat_ws(' ', schema, stack_id, logical_id) FROM lockstep.owner ORDER BY 1")
            : [];

    /// <summary>A query for the names of the schema's scripts that are in these states.</summary>
    public static string NamesInState(this LifeDatabase database, string states) =>
        $"SELECT name FROM lockstep.journal WHERE state IN ({states}) AND schema = '{database.Schema}'";

    public static string? Reason(this CustomResourceExchange exchange) => exchange.Verdict switch
    {
        AcceptedAnswer { Answer: var answer } => answer.Reason,
        FailedAnswer failed => failed.ResourceReason,
        _ => "no answer",
    };

    /// <summary>A machine that is very busy can take a function's time from it.</summary>
    public static bool IsOutOfTime(this CustomResourceExchange exchange) => !exchange.Succeeded()
        && exchange.Reason() is { } reason && (reason.Contains("The function's time was over", StringComparison.Ordinal)
            || reason.Contains("Ran out of time", StringComparison.Ordinal));

    /// <summary>Work that the framework could not stop in the tenths of a second that a short run has for that.</summary>
    public static bool IsGivenUp(this CustomResourceExchange exchange) => exchange.Verdict is FailedAnswer
        && exchange.Reason()!.Contains("the work did not stop when it was told to", StringComparison.Ordinal);

    /// <summary>An Update that gave another id: with rollback disabled CloudFormation refuses that.</summary>
    public static bool IsReplacement(this CustomResourceExchange exchange) => exchange.Request.PhysicalId is { } id
        && exchange.Verdict is AcceptedAnswer accepted && accepted.Answer.PhysicalResourceId != id;

    /// <summary>No delivery of the event has reached the function.</summary>
    public static bool IsDropped(this CustomResourceExchange exchange) => exchange.Queued is { Runs.Count: 0 };

    /// <summary>It ran out of time, and had used it.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="time">Of a run; a third of it is for the answer.</param>
    public static bool IsLate(this CustomResourceExchange exchange, TimeSpan time) =>
        exchange.Reason() is { } reason
            && (reason.Contains("The function's time was over", StringComparison.Ordinal)
                || reason.Contains(" does not answer. Check that the function's subnets", StringComparison.Ordinal)
                || reason.Contains("Ran out of time", StringComparison.Ordinal)
                || reason.Contains("CONCURRENTLY did not end in time", StringComparison.Ordinal))
            && exchange.Deliveries.Any(delivery => delivery.At - exchange.SentAt > time * 0.6);

    public static bool Succeeded(this CustomResourceExchange exchange) => exchange.Verdict is AcceptedAnswer;

    static string Status(Delivery delivery) =>
        System.Text.Json.JsonElement.Parse(delivery.Body.Span).GetProperty("Status").GetString()!;

    static bool IsBySilence(Delivery delivery) =>
        Text(delivery).Contains("The function's time was over before the database had answered.", StringComparison.Ordinal)
            || Text(delivery).Contains(" does not answer. Check that the function's subnets", StringComparison.Ordinal)
            || Text(delivery).Contains("Ran out of time", StringComparison.Ordinal)
            || Text(delivery).Contains("Another change of roles in this database did not end in time", StringComparison.Ordinal)
            || Text(delivery).Contains("was not confirmed by the database before the time was over", StringComparison.Ordinal)
            || Text(delivery).Contains(ByTheWatchdog, StringComparison.Ordinal);

    static bool IsFailureOfAScript(Delivery delivery) =>
        Status(delivery) == "FAILED" && PlaceInAScript().IsMatch(Text(delivery));

    [GeneratedRegex(@"\.sql:[0-9]+:[0-9]+: ", RegexOptions.NonBacktracking)]
    private static partial Regex PlaceInAScript();

    static string Text(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);
}
