using System.Diagnostics;
using System.Text.Json;
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
}
