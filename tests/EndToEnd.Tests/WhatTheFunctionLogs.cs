using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;
using Npgsql;

namespace Lockstep.EndToEnd.Tests;

public sealed class WhatTheFunctionLogs(SharedPostgres postgres)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsJsonThatNamesTheRequestAndNoSecret()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old);
        var questions = new[] { shop.Ask("Create", Shop.Revision(1)), shop.Ask("Update", Shop.Revision(2), Shop.Revision(1)) };
        var inputs = questions.Select(question => new InvocationInput(JsonSerializer.SerializeToUtf8Bytes(question.Event))).ToList();
        foreach (var input in inputs)
        {
            (await function.InvokeAsync(input, Token)).ShouldBeOfType<Responded>();
        }

        await shop.CloseAsync();

        var lines = shop.Log.Select(line => JsonElement.Parse(line)).ToList();
        lines.Select(line => line.GetProperty("requestId").GetString()).Distinct(StringComparer.Ordinal)
            .ShouldBe(inputs.Select(input => input.AwsRequestId));
        lines.ShouldAllBe(line => line.GetProperty("StackId").GetString() == shop.StackId && line.GetProperty("LogicalResourceId").GetString() == "Migration");
        string[] secrets =
        [
            new NpgsqlConnectionStringBuilder(shop.Database).Password!,
            .. questions.SelectMany(question => question.Slot.Url.Query.Split('&')).Select(part => part.Split('=')[1]).Where(value => value.Length > 16),
        ];
        shop.Log.ShouldAllBe(line => !secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NamesTheTraceOnEachLine()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old);

        await InvokeAsync(function, shop.Ask("Create", Shop.Revision(1)), traceId: "Root=1-a;Sampled=0");
        await InvokeAsync(function, shop.Ask("Update", Shop.Revision(2), Shop.Revision(1)), traceId: "no trace id = ;;;");
        await shop.CloseAsync();

        shop.Log.Select(line => JsonElement.Parse(line).GetProperty("traceId").GetString()).Distinct(StringComparer.Ordinal)
            .ShouldBe(["Root=1-a;Sampled=0", "no trace id = ;;;"]);
    }

    [Fact]
    public async Task CarriesTheNumbersForCloudWatch()
    {
        (string Name, string Text) withoutDown = ("0003_create_carts.sql", "CREATE TABLE carts (id int)");
        await using var shop = await Shop.OpenAsync(postgres);
        var (old, next) = (shop.Deploy(Image.Old), shop.Deploy([.. Image.Old, withoutDown]));

        (await shop.CreateAsync(old, Shop.Revision(1))).ShouldSucceed();
        (await shop.UpdateAsync(next, Shop.Revision(2), Shop.Revision(1))).ShouldSucceed();
        (await shop.UpdateAsync(old, Shop.Revision(1), Shop.Revision(2))).ShouldSucceed();
        (await shop.UpdateAsync(old, new(), Shop.Revision(1))).ShouldFail("Revision is missing");
        await shop.CloseAsync();

        var measured = shop.Log.Where(line => line.Contains("\"_aws\"", StringComparison.Ordinal)).Select(Stable);
        string.Join('\n', measured).ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Theory]
    [InlineData("WARN", "")]
    [InlineData("ERROR", "")]
    [InlineData("DEBUG", "DEBUG INFO")]
    public async Task KeepsToTheLevelThatIsConfigured(string level, string levels)
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(
            Image.Old,
            options => options with
            {
                Environment = Shop.Variables(
                    [.. options.Environment.Select(variable => (variable.Key, variable.Value)), ("AWS_LAMBDA_LOG_LEVEL", level)]),
            });

        (await shop.CreateAsync(function, Shop.Revision(1))).ShouldSucceed();
        await shop.CloseAsync();

        string.Join(' ', shop.Log.Select(line => JsonElement.Parse(line).GetProperty("level").GetString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            .ShouldBe(levels);
    }

    [Fact]
    public async Task AndAnswersComesSoonAfterAColdStart()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old);
        var refused = shop.AskLocally("Create", []);

        var started = Stopwatch.GetTimestamp();
        var result = await Shop.InvokeAsync(function, refused);
        var cold = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        await Shop.InvokeAsync(function, refused);

        TestContext.Current.TestOutputHelper!.WriteLine($"{Built.Bootstrap}: cold {cold.TotalMilliseconds:0} ms, warm {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        Shop.Text(result).ShouldContain("Revision is missing");
        cold.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    static async Task InvokeAsync(FunctionProcess function, Question question, string traceId) =>
        (await function.InvokeAsync(new InvocationInput(JsonSerializer.SerializeToUtf8Bytes(question.Event)) { TraceId = traceId }, Token))
            .ShouldBeOfType<Responded>();

    // Times and made-up ids differ from run to run.
    static string Stable(string line)
    {
        line = Regex.Replace(line, @"""(?<name>timestamp|requestId|traceId|RequestId|StackId)"":""[^""]*""", "\"${name}\":\"…\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        line = Regex.Replace(line, @"""(?<name>Timestamp|Duration|Milliseconds)"":[0-9.]+", "\"${name}\":0", RegexOptions.None, TimeSpan.FromSeconds(1));
        line = Regex.Replace(line, "lockstep_[0-9a-f]+", "database", RegexOptions.None, TimeSpan.FromSeconds(1));
        return Regex.Replace(line, "after [0-9]+ ms", "after 0 ms", RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}
