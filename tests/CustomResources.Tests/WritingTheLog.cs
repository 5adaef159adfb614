using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.CustomResources.Logging;
using Lockstep.CustomResources.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.CustomResources.Tests;

public sealed class WritingTheLog
{
    static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 5, 67, TimeSpan.Zero);

    [Fact]
    public async Task TellsTheStoryOfARequest()
    {
        var provider = new Provider(Thing.Throwing(new CustomResourceException("The table is locked.")), bucket: null);

        await provider.SendAsync(Events.Update("id-1", """{"Port":"1","Name":"n"}""", """{"Colour":"plaid"}"""));

        Stable(provider.Log.Text).ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void WritesOneObjectALine()
    {
        using var lines = new LogLines();
        ILogger log = new JsonLinesLogger(lines, LogLevel.Information, new FakeTimeProvider(Now));
        object?[] arguments = ["two\nlines \u2028 \"quoted\" \u0085 日本", 7, 1.5, true, null, Colour.Blue, double.NaN];

#pragma warning disable CA2254, CA1848, CA1873 // what is tested is the logger, not the call
        log.LogWarning("{Text} {Number} {Ratio} {Is} {Nothing} {Colour} {Odd}", arguments);
#pragma warning restore CA2254, CA1848, CA1873

        lines.Text.ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
        lines.Text.Count(character => character is '\n' or '\r' or '\u2028' or '\u0085').ShouldBe(1);
    }

    [Theory]
    [InlineData(LogLevel.Trace, "TRACE")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Warning, "WARN")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "FATAL")]
    public void NamesLevelsAsLambdaDoes(LogLevel level, string name) =>
        Written(LogLevel.Trace, level).ShouldHaveSingleItem().Text("level").ShouldBe(name);

    [Theory]
    [InlineData("TRACE", LogLevel.Trace)]
    [InlineData("DEBUG", LogLevel.Debug)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("WARN", LogLevel.Warning)]
    [InlineData("ERROR", LogLevel.Error)]
    [InlineData("FATAL", LogLevel.Critical)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("", LogLevel.Information)]
    [InlineData(null, LogLevel.Information)]
    [InlineData("VERBOSE", LogLevel.Information)]
    [InlineData("4", LogLevel.Information)]
    public void ReadsLevelsByTheSameNames(string? name, LogLevel level) => LogLevels.Parse(name).ShouldBe(level);

    [Fact]
    public async Task SaysOnEachLineWhatTheScopeAroundItSays()
    {
        using var lines = new LogLines();
        var log = new JsonLinesLogger(lines, LogLevel.Trace, new FakeTimeProvider(Now));
        KeyValuePair<string, object?>[] outer = [new("requestId", "r-1"), new("traceId", "Root=1-a")];
        KeyValuePair<string, object?>[] inner = [new("requestId", "r-2")];

        using (log.BeginScope(outer))
        {
            await Task.Run(() => Write("elsewhere"), TestContext.Current.CancellationToken);
            using (log.BeginScope(inner))
            {
                Write("inside");
            }

            using (log.BeginScope("a text"))
            {
                Write("again");
            }
        }

        Write("after");

        lines.Text.ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));

        void Write(string message) => log.Log(LogLevel.Information, 0, message, null, (text, _) => text);
    }

    [Theory]
    [InlineData(LogLevel.Warning, LogLevel.Information, 0)]
    [InlineData(LogLevel.Warning, LogLevel.Warning, 1)]
    [InlineData(LogLevel.Trace, LogLevel.None, 0)]
    [InlineData(LogLevel.None, LogLevel.Critical, 0)]
    public void DropsWhatIsBelowTheMinimum(LogLevel minimum, LogLevel level, int count) =>
        Written(minimum, level).Count.ShouldBe(count);

    [Fact]
    public void DescribesExceptions()
    {
        var exception = new InvalidOperationException("outer\nline", new FormatException("inner"));

        var line = Written(LogLevel.Trace, LogLevel.Error, exception).Single();

        line.Text("errorType").ShouldBe("System.InvalidOperationException");
        line.Text("errorMessage").ShouldBe("outer\nline");
        line.GetProperty("stackTrace").EnumerateArray().Select(frame => frame.GetString()!)
            .ShouldContain(frame => frame.Contains("FormatException: inner", StringComparison.Ordinal));
    }

    [Fact]
    public void KeepsItsOwnMembersWhenArgumentsHaveTheirNames()
    {
        using var lines = new LogLines();
        var log = new JsonLinesLogger(lines, LogLevel.Trace, new FakeTimeProvider(Now));
        KeyValuePair<string, object?>[] arguments =
            [new("message", "mine"), new("A", 1), new("A", 2), new("{OriginalFormat}", "x")];

        log.Log(LogLevel.Error, 0, arguments, null, (_, _) => "theirs");

        lines.Text.ShouldBe("""{"timestamp":"2026-11-01T12:00:05.067Z","level":"ERROR","message":"theirs","A":1}""" + "\n");
    }

    [Fact]
    public void ShortensWhatNobodyReads()
    {
        var line = Written(LogLevel.Trace, LogLevel.Error, message: new string('x', 10_000_000)).Single();

        line.Text("message").Length.ShouldBeLessThanOrEqualTo(16 * 1024);
        line.Text("message").ShouldContain("characters left out");
    }

    [Fact]
    public void KeepsLinesApartWhenSeveralThreadsWrite()
    {
        using var lines = new LogLines();
        var log = new JsonLinesLogger(lines, LogLevel.Trace, new FakeTimeProvider(Now));

        Parallel.For(0, 500, number => log.Log(LogLevel.Error, 0, number, null, (state, _) => $"line {state}"));

        lines.Lines.Count.ShouldBe(500);
    }

    [Fact]
    public async Task CannotCostTheAnswer()
    {
        using var closed = new LogLines();
        await closed.DisposeAsync();
        var provider = new Provider();
        var definition = ResourceDefinition.For("Custom::Thing", provider.Thing, ThingContext.Default.ThingProperties);
        ILogger[] logs = [new JsonLinesLogger(closed, LogLevel.Trace, provider.Clock), new ThrowingLogger()];

        foreach (var log in logs)
        {
            await new CustomResourceFunction(provider.Environment with { Log = log }, definition)
                .HandleAsync(Events.Create("""{"Port":"x"}""").Bytes(), provider.Invocation);
        }

        provider.Bucket.Puts.Count.ShouldBe(2);
    }

    static IReadOnlyList<JsonElement> Written(
        LogLevel minimum, LogLevel level, Exception? exception = null, string message = "text")
    {
        using var lines = new LogLines();
        new JsonLinesLogger(lines, minimum, new FakeTimeProvider(Now)).Log(level, 0, message, exception, (state, _) => state);
        return lines.Lines;
    }

    // Stack frames differ from build to build.
    static string Stable(string lines) => Regex.Replace(
        lines, "(?<first>\"stackTrace\":\\[\"[^\"]*\").*?\\]}", "${first}, ...]}", RegexOptions.None, TimeSpan.FromSeconds(1));

    sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException();

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException();
    }
}
