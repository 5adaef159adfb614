using System.Text.Json;
using Lockstep.CustomResources.Logging;
using Lockstep.CustomResources.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Tests;

/// <summary>
/// Metrics on log lines, as CloudWatch reads them
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
/// </summary>
public sealed class MeasuringARequest
{
    static readonly Metric[] Two = [new("Copied", 3), new("Duration", 12.5, MetricUnit.Milliseconds)];

    [Fact]
    public async Task PutsTheNumbersAtTheRootOfTheLineThatTellsOfThem()
    {
        var provider = new Provider(Copying(Two));

        await provider.SendAsync(Events.Create());

        var line = provider.Log.Text.Split('\n').Single(line => line.Contains("_aws", StringComparison.Ordinal));
        line.ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task CountsAFailedAnswerOnItsOwnLine()
    {
        var provider = new Provider(Thing.Throwing(new CustomResourceException("The table is locked.")));

        await provider.SendAsync(Events.Create());

        var line = Measured(provider).ShouldHaveSingleItem();
        line.Text("message").ShouldStartWith("Answered FAILED");
        line.GetProperty("Failures").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task NamesTheStackAndNothingElseAsADimension()
    {
        var provider = new Provider(Copying(Two));

        await provider.SendAsync(Events.Create("""{"Name":"hunter2","Port":"x"}"""));
        await new Provider(Copying(Two)).SendAsync(Events.Create("""{"Name":"hunter2"}"""));

        foreach (var line in Measured(provider))
        {
            var directive = line.GetProperty("_aws").GetProperty("CloudWatchMetrics").EnumerateArray().ShouldHaveSingleItem();
            directive.GetProperty("Dimensions").GetRawText().ShouldBe("""[["StackName"]]""");
            line.Text("StackName").ShouldBe("shop");
            line.GetRawText().ShouldNotContain("hunter2");
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task OfALocalRunIsForThoseWhoAskForIt(bool isAsked, int lines)
    {
        var provider = new Provider(Copying(Two));
        var definition = ResourceDefinition.For("Custom::Thing", provider.Thing, ThingContext.Default.ThingProperties);
        var function = new CustomResourceFunction(provider.Environment with { MeasuresLocalRuns = isAsked }, definition);

        await function.HandleAsync(Events.Create().Without("ResponseURL").Bytes(), provider.Invocation);

        Measured(provider).Count.ShouldBe(lines);
        provider.Log.Text.ShouldContain("Copied 3 rows");
    }

    [Fact]
    public async Task IsLeftOutWithoutANamespace()
    {
        var provider = new Provider(Copying(Two));
        var definition = ResourceDefinition.For("Custom::Thing", provider.Thing, ThingContext.Default.ThingProperties);

        await new CustomResourceFunction(provider.Environment with { MetricNamespace = null }, definition)
            .HandleAsync(Events.Create().Bytes(), provider.Invocation);

        Measured(provider).ShouldBeEmpty();
        provider.Log.Lines.Single(line => line.Text("message") == "Copied 3 rows").TryGetProperty("Copied", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("stack")]
    [InlineData("arn:aws:cloudformation:eu-central-1:123456789012:stack/a b/1")]
    [InlineData("arn:aws:cloudformation:eu-central-1:123456789012:stack//1")]
    [InlineData("arn:aws:s3:eu-central-1:123456789012:stack/shop/1")]
    public async Task IsLeftOutForWhatIsNoStack(string stackId)
    {
        var provider = new Provider(Copying(Two));

        await provider.SendAsync(Events.Create().With("StackId", stackId));

        Measured(provider).ShouldBeEmpty();
        provider.Log.Text.ShouldContain("Copied 3 rows");
    }

    [Fact]
    public async Task WinsAgainstArgumentsOfTheSameName()
    {
        var provider = new Provider(Copying(new Metric("Count", 4), new Metric("RequestId", 5), new Metric("Count", 6)));

        await provider.SendAsync(Events.Create());

        var line = Measured(provider).ShouldHaveSingleItem();
        line.GetProperty("Count").GetInt32().ShouldBe(4);
        line.GetProperty("RequestId").GetInt32().ShouldBe(5);
        line.EnumerateObject().Select(member => member.Name).ShouldBeUnique(StringComparer.Ordinal);
        line.GetProperty("_aws").GetRawText().ShouldContain("""[{"Name":"Count","Unit":"Count"},{"Name":"RequestId","Unit":"Count"}]""");
    }

    [Fact]
    public void GoesWithItsLineWhenThatIsBelowTheLevel()
    {
        using var lines = new LogLines();
        var log = new JsonLinesLogger(lines, LogLevel.Error, TimeProvider.System).Measuring(Two);

        log.IsEnabled(LogLevel.Warning).ShouldBeFalse();
        log.Log(LogLevel.Warning, 0, "text", null, (text, _) => text);
        lines.Text.ShouldBeEmpty();
    }

    [Fact]
    public void LeavesALogThatIsNoRequestsAsItIs()
    {
        using var lines = new LogLines();

        new JsonLinesLogger(lines, LogLevel.Trace, TimeProvider.System).Measuring(Two)
            .Log(LogLevel.Error, 0, "text", null, (text, _) => text);

        lines.Lines.ShouldHaveSingleItem().EnumerateObject().Select(member => member.Name).ShouldBe(["timestamp", "level", "message"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rows")]
    [InlineData("Rows copied")]
    [InlineData("_aws")]
    [InlineData("Zeilenübertragung")]
    [InlineData("StackName")]
    [InlineData("A12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public void RefusesANameThatCouldBeMistaken(string name) =>
        Should.Throw<ArgumentException>(() => new Metric(name, 1)).Message.ShouldStartWith($"'{name}' cannot name a metric");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void RefusesWhatIsNoNumber(double value) => Should.Throw<ArgumentException>(() => new Metric("Rows", value));

    static Thing Copying(params IReadOnlyList<Metric> metrics) => new()
    {
        OnCreate = (request, _) =>
        {
            KeyValuePair<string, object?>[] arguments = [new("Count", "three")];
            request.Context.Log.Measuring(metrics).Log(LogLevel.Information, 0, arguments, null, (_, _) => "Copied 3 rows");
            return Task.FromResult<ResourceOutcome>(Thing.Success());
        },
    };

    static List<JsonElement> Measured(Provider provider) => [.. provider.Log.Lines.Where(line => line.TryGetProperty("_aws", out _))];
}
