using System.Globalization;
using Lockstep.CustomResources.Tests.Schedules.Modelling;
using Lockstep.Rehearsal.Lambda;
using Lockstep.Rehearsal.Simulating;

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>
/// Runs the real framework, with the model as its resource, as Lambda runs functions: a process for each event at a time, kept
/// warm for the next one, and killed by mishaps and timeouts.
/// </summary>
sealed class FunctionHost(SimulatedAccount account, Schedule schedule)
{
    readonly Dictionary<string, Stack<FunctionProcess>> _idle = new(StringComparer.Ordinal);
    readonly ProcessFactory _factory = new(account, schedule);
    int _runs;

    public Traces Traces => _factory.Traces;

    public IEnumerable<string> Logs => _factory.Logs;

    public Database DatabaseOf(string logicalId) => _factory.DatabaseOf(logicalId);

    /// <summary>For an image with these scripts of each resource.</summary>
    public FunctionHandler Handler(string image, IReadOnlyDictionary<string, IReadOnlyList<Script>> scripts)
    {
        var idle = _idle[image] = new();
        return (call, cancellationToken) =>
            RunAsync(idle.Count > 0 ? idle.Pop() : _factory.Start(scripts), idle, call, cancellationToken);
    }

    async Task<ReadOnlyMemory<byte>> RunAsync(
        FunctionProcess process, Stack<FunctionProcess> idle, FunctionCall call, CancellationToken cancellationToken)
    {
        var (number, url) = (++_runs, Traces.UrlOf(call.Payload));
        var text = string.Create(CultureInfo.InvariantCulture, $"{number} from {account.Time.GetUtcNow():d HH:mm:ss}");
        process.Begin(schedule.Runs.FirstOrDefault(one => one.Run == number) ?? RunMishap.None);
        Traces.Begin(process, url);
        Spoil(process.Mishap, url);
        using var killed = cancellationToken.Register(process.Die);
        var handling = process.Function.HandleAsync(
            call.Payload, new(call.AwsRequestId, call.Deadline) { FunctionArn = call.FunctionArn });
        await Task.WhenAny(handling, process.Died);
        Traces.End(process, url, text);
        if (process.IsDead)
        {
            throw new FunctionErrorException("Runtime.ExitError", "signal: killed");
        }

        idle.Push(process);
        return await ResultAsync(handling, Traces[url]);
    }

    async Task<ReadOnlyMemory<byte>> ResultAsync(Task<ReadOnlyMemory<byte>> handling, Trace trace)
    {
        try
        {
            return await handling;
        }
        catch (InvocationFailedException failed)
        {
            trace.Harmed = account.Time.GetUtcNow();
            throw new FunctionErrorException(failed.ErrorType, failed.Message);
        }
        catch (Exception exception)
        {
            Traces.Breaches.Add($"The framework threw {exception.GetType().Name}: {exception.Message}");
            throw;
        }
    }

    void Spoil(RunMishap mishap, string url)
    {
        if (mishap.Puts > 0 && account.Wire.FirstOrDefault(one => one.Slot.Url.OriginalString == url) is { } exchange)
        {
            exchange.Slot.Inject(mishap.Put, mishap.Puts);
            Traces[url].Refused += mishap.Puts;
        }
    }
}
