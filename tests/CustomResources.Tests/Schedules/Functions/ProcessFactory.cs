using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.Simulating;
using Lockstep.Samples;

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>Starts processes of the function: the framework as it is, wired to the account's clock, bucket and queue.</summary>
sealed class ProcessFactory(SimulatedAccount account, Schedule schedule)
{
    readonly Dictionary<string, Database> _databases = new(StringComparer.Ordinal);
    readonly List<FunctionProcess> _processes = [];
    readonly DateTimeOffset _began = account.Time.GetUtcNow();

    public Traces Traces { get; } = new(account.Time);

    public IEnumerable<string> Logs => _processes.Select(process => process.Lines.Text);

    public Database DatabaseOf(string logicalId) =>
        _databases.TryGetValue(logicalId, out var database)
            ? database
            : _databases[logicalId] = new(account.Time, [.. schedule.Locks
                .Where(one => Template.IdOf(one.Resource) == logicalId)
                .Select(one => (_began + TimeSpan.FromSeconds(one.At), _began + TimeSpan.FromSeconds(one.At + one.Seconds)))]);

    public FunctionProcess Start(IReadOnlyDictionary<string, IReadOnlyList<Script>> scripts)
    {
        var process = new FunctionProcess(account.Time);
        _processes.Add(process);
        var environment = new FunctionEnvironment
        {
            Http = new ProcessHttp(account.Bucket.Connect(), process, sent => Traces[sent.Url].Sent.Add(sent)),
            Log = process.Log,
            Clock = process.Clock,
            InvokeAsync = (arn, payload, _) => InvokeAsync(process, arn, payload),
            Scheduler = TaskScheduler.FromCurrentSynchronizationContext(),
            Jitter = static () => 0.5,
        };
        process.Function = new(environment, Migration.Define(new(Database, process, Image)), UniqueName.Define());
        return process;

        Database Database(RequestContext context) => DatabaseOf(context.LogicalResourceId);

        IReadOnlyList<Script> Image(RequestContext context) => scripts.GetValueOrDefault(context.LogicalResourceId, []);
    }

    async Task InvokeAsync(FunctionProcess process, string functionArn, ReadOnlyMemory<byte> payload)
    {
        await process.StepAsync();
        if (process.Mishap.IsThrottled)
        {
            throw new HttpRequestException("Rate Exceeded.");
        }

        Traces[Traces.UrlOf(payload)].IsLost |= schedule.Deliveries.Any(
            one => one.Event == account.EventsSent + 1 && one.Kind != DeliveryMishapKind.Twice);
        account.Send(functionArn, payload);
        await process.StepAsync();
    }
}
