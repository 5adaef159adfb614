using Lockstep.CustomResources.Tests.Schedules.Functions;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Resources;
using Lockstep.Rehearsal.CloudFormation.Stacks;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules;

/// <summary>What must hold after each operation, and at the end.</summary>
sealed class Promises(Schedule schedule, SimulatedStack stack, FunctionHost host)
{
    readonly AnswerPromises _answers = new(schedule, host.Traces);
    readonly RetentionPromises _retention = new(schedule, stack);

    // Of which something was said, or which could not be asked or was skipped, since the stack was last complete.
    readonly HashSet<string> _excused = new(StringComparer.Ordinal);
    Dictionary<string, string> _complete = new(StringComparer.Ordinal);

    // After the operation before.
    Dictionary<string, string> _former = new(StringComparer.Ordinal);

    IEnumerable<string> Migrations => Enumerable.Range(0, schedule.Resources.Count)
        .Where(number => schedule.Resources[number].Kind == ResourceKind.Migration).Select(Template.IdOf);

    public string Schemas => string.Join('\n', Migrations.Select(id => $"{id}: {host.DatabaseOf(id).Schema}"));

    /// <summary>What each migration has made.</summary>
    public Dictionary<string, string> SchemaOfEach() =>
        Migrations.ToDictionary(id => id, id => host.DatabaseOf(id).Schema, StringComparer.Ordinal);

    public void Check(StackOperation operation, OperationResult result)
    {
        Demand(!result.Status.EndsWith("IN_PROGRESS", StringComparison.Ordinal), $"The stack is left in {result.Status}.");
        foreach (var exchange in result.Wire)
        {
            Demand(exchange, _answers.Check(exchange));
            if (!exchange.IsAbandoned && exchange.Verdict is not (AcceptedAnswer { Answer.Reason: null } or FailedAnswer))
            {
                _excused.Add(exchange.Request.LogicalId);
            }
        }

        _excused.UnionWith(operation is ContinueUpdateRollback on ? on.ResourcesToSkip : []);
        host.Traces.Breaches.AddRange(_retention.Check(operation, result));
        CheckTheJournals();
        CheckTheSchemas(result.Status);
        _former = SchemaOfEach();
    }

    /// <summary>An operation for which nothing was wrong, and nothing before it, comes to its end.</summary>
    public void CheckTheCalm(StackOperation operation, OperationResult result) => Demand(
        operation is not (CreateStack or UpdateStack) || result.Status is Status.CreateComplete or Status.UpdateComplete,
        $"Nothing was wrong, and the stack is {result.Status}.");

    /// <summary>When a stack is at rest, nothing that is late may change anything.</summary>
    /// <param name="before">See <see cref="SchemaOfEach"/>.</param>
    public void CheckWhatCameLate(IReadOnlyDictionary<string, string> before)
    {
        CheckTheJournals();
        var isComplete = stack.Status.EndsWith("COMPLETE", StringComparison.Ordinal);
        foreach (var id in Migrations.Where(id => isComplete && IsAtRest(id)))
        {
            var there = host.DatabaseOf(id).Schema;
            Demand(there == before[id], $"What came late changed {id} from [{before[id]}] to [{there}].");
        }

        _former = SchemaOfEach();
    }

    public void CheckTheEnd(SimulatedAccount account)
    {
        Demand(account.Bucket.Strays.Count == 0, "Something was sent to a URL that nobody gave.");
        foreach (var exchange in account.Wire)
        {
            Demand(exchange, WirePromises.Check(exchange, host.Traces[exchange.Slot.Url.OriginalString]));
        }

        foreach (var log in host.Logs)
        {
            Demand(!account.Wire.Any(exchange => WirePromises.HasSecret(log, exchange)), $"A log has a secret: {log}");
        }
    }

    void CheckTheSchemas(string status)
    {
        foreach (var id in Migrations.Where(id => !_excused.Contains(id)))
        {
            var there = host.DatabaseOf(id).Schema;
            var wanted = status switch
            {
                Status.UpdateRollbackComplete => _complete.GetValueOrDefault(id, there),
                Status.RollbackComplete or Status.DeleteComplete when !_retention.LetGo.Contains(id) => "",
                Status.DeleteComplete when IsAtRest(id) => _former[id],
                _ => there,
            };
            Demand(there == wanted, $"{id} has [{there}] after {status}, and should have [{wanted}].");
        }

        Remember(status);
    }

    void Remember(string status)
    {
        if (status is Status.CreateComplete or Status.UpdateComplete)
        {
            _complete = SchemaOfEach();
            _excused.Clear();
        }
        else if (status == Status.UpdateRollbackComplete)
        {
            // What a rollback could not take back, the next one may.
            _excused.ToList().ForEach(id => _complete.Remove(id));
            _excused.Clear();
        }
    }

    // Who was let go of or skipped has nothing after the request that failed or was left behind to end what goes on of it. And
    // what was answered without the database may yet be carried out, by another delivery.
    bool IsAtRest(string id)
    {
        var wire = stack.Wire.Where(exchange => exchange.Request.LogicalId == id).ToList();
        return !_excused.Contains(id) && wire.TrueForAll(exchange => exchange.IsAbandoned || exchange.Verdict is not null)
            && wire is [.., { IsAbandoned: false, Verdict: AcceptedAnswer { Answer.Reason: null or Reverting.Kept } }];
    }

    void CheckTheJournals()
    {
        foreach (var id in Migrations)
        {
            var database = host.DatabaseOf(id);
            Demand(database.Schema == database.Journal, $"{id}: [{database.Schema}] is there, [{database.Journal}] on record.");
            Demand(!database.IsIntruded, $"{id}: something was run without the lock.");
        }
    }

    void Demand(CustomResourceExchange exchange, IEnumerable<string> breaches) => host.Traces.Breaches.AddRange(breaches.Select(
        breach => FormattableString.Invariant(
            $"{exchange.Request.Kind} of {exchange.Request.LogicalId} at {exchange.SentAt:HH:mm:ss} {breach}.")));

    void Demand(bool holds, string breach)
    {
        if (!holds)
        {
            host.Traces.Breaches.Add(breach);
        }
    }
}
