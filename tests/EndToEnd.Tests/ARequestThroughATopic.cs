using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.EndToEnd.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.EndToEnd.Tests;

/// <summary>The ServiceToken is an SNS topic that the function subscribes to.</summary>
public sealed class ARequestThroughATopic(SharedPostgres postgres)
{
    const string Topic = "arn:aws:sns:eu-west-1:123456789012:custom-resources";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsAnsweredForEachKindAndTouchesNothing()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var function = shop.Deploy(Image.Old);
        Question[] forward = [shop.Ask("Create", Shop.Revision(1)), shop.Ask("Update", Shop.Revision(2), Shop.Revision(1))];
        var back = shop.Ask("Update", Shop.Revision(1), Shop.Revision(2));
        var delete = shop.Ask("Delete", Shop.Revision(1));

        var result = await InvokeAsync(function, [.. forward, back, delete]);

        result.ShouldBeOfType<Responded>();
        foreach (var question in forward)
        {
            AnswerTo(question).ShouldFail("ServiceToken must be the function's ARN");
        }

        AnswerTo(back).ShouldSucceed()["DatabaseVersion"].ShouldBe("");
        AnswerTo(delete).ShouldSucceed().Reason!.ShouldStartWith("Nothing was deleted.");
        (await shop.RowsAsync("SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'lockstep')")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task OfAnotherServiceIsAnErrorThatSaysSo()
    {
        await using var shop = await Shop.OpenAsync(postgres);
        var batch = new JsonObject
        {
            ["Records"] = new JsonArray(new JsonObject
            {
                ["eventSource"] = "aws:sqs",
                ["body"] = shop.Ask("Create", Shop.Revision(1)).Event.ToJsonString(),
            }),
        };

        var failed = (await Shop.InvokeAsync(shop.Deploy(Image.Old), batch)).ShouldBeOfType<FunctionFailed>();

        failed.ErrorType.ShouldBe("Lockstep.InvalidEvent");
        Shop.Text(failed).ShouldContain("a batch of 1 records of aws:sqs");
    }

    static Task<InvocationResult> InvokeAsync(FunctionProcess function, IEnumerable<Question> questions) => function.InvokeAsync(
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["Records"] = new JsonArray([.. questions.Select(question => new JsonObject
            {
                ["EventSource"] = "aws:sns",
                ["Sns"] = new JsonObject { ["TopicArn"] = Topic, ["Message"] = question.Event.ToJsonString() },
            })]),
        }),
        Token);

    static Answer AnswerTo(Question question) =>
        Answer.Of(question.Slot.Deliveries.ShouldHaveSingleItem(), question.Slot.Identity);
}
