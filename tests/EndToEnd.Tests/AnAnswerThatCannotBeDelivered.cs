using System.Text.Json;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

public sealed class AnAnswerThatCannotBeDelivered(SharedPostgres postgres)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsGivenToLambdaAndDeliveredByTheNextRun()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old, options => options with { Timeout = TimeSpan.FromSeconds(15) });
        var question = shop.Ask("Create", Shop.Revision(1));
        question.Slot.Inject(ResponseBucketFault.InternalError, int.MaxValue);

        var failed = (await Shop.InvokeAsync(function, question.Event)).ShouldBeOfType<FunctionFailed>();

        failed.ErrorType.ShouldBe("Lockstep.AnswerNotDelivered");
        var document = JsonElement.Parse(JsonElement.Parse(failed.Body.Span).GetProperty("errorMessage").GetString()!);
        document.GetProperty("Status").GetString().ShouldBe("SUCCESS");
        document.GetProperty("Data").GetProperty("DatabaseVersion").GetString().ShouldBe("2");
        question.Slot.Deliveries.Count.ShouldBeGreaterThan(1);
        (await shop.RowsAsync("SELECT count(*) FROM customers")).ShouldBe(["2"]);

        // Lambda repeats the event byte for byte; a URL that works again is what the bucket's recovery looks like from here.
        var again = shop.Bucket.Issue(shop.StackId, question.Slot.Identity.LogicalResourceId, question.Slot.Identity.RequestId);
        question.Event["ResponseURL"] = again.Url.OriginalString;
        (await shop.SendAsync(function, question with { Slot = again })).ShouldSucceed()["AppliedCount"].ShouldBe("2");
        (await shop.RowsAsync("SELECT count(*) FROM lockstep.journal")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task AsFarAsItKnowsIsSentAgainToTheByte()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old);
        var question = shop.Ask("Create", Shop.Revision(1));
        question.Slot.Inject(ResponseBucketFault.LostReply, 1);

        (await Shop.InvokeAsync(function, question.Event)).ShouldBeOfType<Responded>();

        // The first one arrived, and only its 200 was lost.
        question.Slot.Deliveries.Count.ShouldBe(2);
        question.Slot.Deliveries.ShouldAllBe(delivery => delivery.IsStored);
        question.Slot.Deliveries.Select(delivery => Convert.ToHexString(delivery.Body.Span)).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        Answer.Of(question.Slot.Deliveries[0], question.Slot.Identity).ShouldSucceed()["AppliedCount"].ShouldBe("2");
    }

    [Fact]
    public async Task BecauseItsHostIsForeignIsNotEvenTried()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        await using var foreign = await ResponseBucket.StartAsync(TimeProvider.System, Token);
        var question = shop.Ask("Create", Shop.Revision(1));
        var elsewhere = foreign.Issue(shop.StackId, "Migration", question.Slot.Identity.RequestId);
        question.Event["ResponseURL"] = elsewhere.Url.OriginalString;

        var failed = (await Shop.InvokeAsync(shop.Deploy(Image.Old), question.Event)).ShouldBeOfType<FunctionFailed>();
        await shop.CloseAsync();

        failed.ErrorType.ShouldBe("Lockstep.ResponseUrlRefused");
        elsewhere.Deliveries.ShouldBeEmpty();
        foreign.Strays.ShouldBeEmpty();
        var secrets = elsewhere.Url.Query.TrimStart('?').Split('&').Select(part => part.Split('=')[1]).Where(value => value.Length > 16).ToList();
        secrets.Count.ShouldBeGreaterThan(2);
        secrets.ShouldAllBe(secret => !Shop.Text(failed).Contains(secret, StringComparison.Ordinal));
        shop.Log.ShouldNotBeEmpty();
        shop.Log.ShouldAllBe(line => !secrets.Exists(secret => line.Contains(secret, StringComparison.Ordinal)));
        (await shop.RowsAsync("SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'lockstep')")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task BecauseThereIsNoUrlIsTheFunctionsResult()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var result = (await Shop.InvokeAsync(shop.Deploy(Image.Old), shop.AskLocally("Create", Shop.Revision(1)))).ShouldBeOfType<Responded>();

        var document = JsonElement.Parse(result.Body.Span);
        document.GetProperty("Status").GetString().ShouldBe("SUCCESS", Shop.Text(result));
        document.GetProperty("Data").GetProperty("SchemaVersion").GetString().ShouldBe("2");
        (await shop.RowsAsync("SELECT count(*) FROM customers")).ShouldBe(["2"]);
    }
}
