using System.Globalization;
using System.Text.Json;

namespace Lockstep.CustomResources.Tests.Schedules.Functions;

/// <summary>What became of all events.</summary>
sealed class Traces(TimeProvider time)
{
    static readonly TimeSpan MostOff = TimeSpan.FromSeconds(2);

    readonly Dictionary<string, Trace> _byUrl = new(StringComparer.Ordinal);

    /// <summary>What must not be, and was.</summary>
    public List<string> Breaches { get; } = [];

    /// <summary>What ran, in words.</summary>
    public List<string> Runs { get; } = [];

    public Trace this[string url] => _byUrl.TryGetValue(url, out var trace) ? trace : _byUrl[url] = new();

    public static string UrlOf(ReadOnlyMemory<byte> payload) =>
        JsonElement.Parse(payload.Span).GetProperty("ResponseURL").GetString()!;

    /// <summary>Notes what a run begins with: nobody may wait for its end.</summary>
    public void Begin(FunctionProcess process, string url)
    {
        var (trace, offset) = (this[url], process.Clock.Offset);
        var jump = TimeSpan.FromSeconds(process.Mishap.Jump);
        trace.Begun ??= time.GetUtcNow();
        trace.IsOutOfTime |= offset.Duration() > MostOff || (offset + jump).Duration() > MostOff;
        trace.Harmed = process.Mishap != RunMishap.None ? time.GetUtcNow() : trace.Harmed;
    }

    /// <summary>Notes the end of a run.</summary>
    public void End(FunctionProcess process, string url, string run)
    {
        var trace = this[url];
        trace.Killed += process.IsDead ? 1 : 0;
        trace.Harmed = process.IsDead || process.Mishap != RunMishap.None ? time.GetUtcNow() : trace.Harmed;
        Runs.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"    run {run} to {time.GetUtcNow():d HH:mm:ss} of {Uri.UnescapeDataString(url.Split('?')[0])[^40..]}, "
            + $"clock {process.Clock.Offset}{(process.IsDead ? ", killed" : "")}"));
    }
}
