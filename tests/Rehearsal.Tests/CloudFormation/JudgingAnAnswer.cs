using System.Text;
using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.Rehearsal.Tests.CloudFormation;

public sealed class JudgingAnAnswer
{
    const string Ids = "\"StackId\":\"arn:s\",\"RequestId\":\"r-1\",\"LogicalResourceId\":\"Migration\"";

    static readonly RequestIdentity Request = new("arn:s", "Migration", "r-1");

    [Fact]
    public void TakesASuccessWithItsAttributes()
    {
        var verdict = Judge($$$"""
            {"Status":"SUCCESS","Reason":"kept","PhysicalResourceId":"id",{{{Ids}}},
             "NoEcho":true,"Data":{"A":"x","B":7.50,"C":true}}
            """);

        var answer = verdict.ShouldBeOfType<AcceptedAnswer>().Answer;
        (answer.PhysicalResourceId, answer.Reason, answer.NoEcho).ShouldBe(("id", "kept", true));
        answer.Data.Select(attribute => $"{attribute.Key}={attribute.Value}").ShouldBe(["A=x", "B=7.50", "C=true"]);
    }

    [Fact]
    public void TakesASuccessThatLeavesOutWhatItCan()
    {
        var verdict = Judge($$"""{"Status":"SUCCESS","PhysicalResourceId":"id",{{Ids}}}""");

        var answer = verdict.ShouldBeOfType<AcceptedAnswer>().Answer;

        (answer.Reason, answer.NoEcho, answer.Data.Count).ShouldBe((null, false, 0));
    }

    [Fact]
    public void QuotesTheReasonOfAFailureAndRecordsItsId() =>
        Judge($$"""{"Status":"FAILED","Reason":"0007.sql:1:2: 42P01","PhysicalResourceId":"id",{{Ids}}}""").ShouldBe(
            new FailedAnswer(
                "Received response status [FAILED] from custom resource. "
                + "Message returned: 0007.sql:1:2: 42P01 (RequestId: r-1)",
                null,
                "id"));

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void AllowsSoManyBytes(int length, bool isAccepted)
    {
        var head = $$"""{"Status":"SUCCESS","PhysicalResourceId":"id",{{Ids}},"Data":{"A":"é""";
        const string Tail = "\"}}";
        var body = head + new string('x', length - Encoding.UTF8.GetByteCount(head) - Tail.Length) + Tail;

        var verdict = Judge(body);

        (verdict is AcceptedAnswer).ShouldBe(isAccepted);
        if (!isAccepted)
        {
            var failed = verdict.ShouldBeOfType<FailedAnswer>();
            failed.ResourceReason.ShouldBe("Response object is too long.");
            failed.Detail.ShouldBe("The body has 4097 bytes, 4096 are allowed.");
        }
    }

    [Theory]
    [InlineData("", "The body is no JSON")]
    [InlineData("{\"Status\":\"SUCC", "The body is no JSON")]
    [InlineData("[]", "The body is a JSON Array, not an object.")]
    [InlineData("{@,\"Status\":\"SUCCESS\",\"Status\":\"FAILED\"}", "The body is no JSON")]
    [InlineData("{@,\"Status\":\"SUCCESS\",\"PhysicalResourceId\":\"\\ud800\"}", "The body is no JSON")]
    [InlineData("{@,\"PhysicalResourceId\":\"id\"}", "Status is neither SUCCESS nor FAILED.")]
    [InlineData("{@,\"Status\":\"success\",\"PhysicalResourceId\":\"id\"}", "Status is neither SUCCESS nor FAILED.")]
    [InlineData("{@,\"Status\":null,\"PhysicalResourceId\":\"id\"}", "Status is neither SUCCESS nor FAILED.")]
    [InlineData(
        "{@,\"Status\":\"SUCCESS\",\"PhysicalResourceId\":\"id\",\"Reason\":null}",
        "Reason is not a string; without one it must be left out.")]
    [InlineData("{@,\"Status\":\"FAILED\",\"PhysicalResourceId\":\"id\"}", "Status is FAILED, and there is no Reason.")]
    [InlineData("{@,\"Status\":\"SUCCESS\",\"PhysicalResourceId\":\"id\",\"NoEcho\":\"true\"}", "NoEcho is not a boolean.")]
    [InlineData(
        "{\"StackId\":\"arn:other\",\"RequestId\":\"r-1\",\"LogicalResourceId\":\"Migration\",\"Status\":\"SUCCESS\"}",
        "StackId is not the request's, which is arn:s.")]
    [InlineData(
        "{\"StackId\":\"arn:s\",\"LogicalResourceId\":\"Migration\",\"Status\":\"SUCCESS\"}",
        "RequestId is not the request's, which is r-1.")]
    [InlineData(
        "{\"StackId\":\"arn:s\",\"RequestId\":\"r-1\",\"LogicalResourceId\":\"migration\",\"Status\":\"SUCCESS\"}",
        "LogicalResourceId is not the request's, which is Migration.")]
    public void RefusesWhatIsNoAnswer(string body, string detail)
    {
        var failed = Judge(body.Replace("@", Ids, StringComparison.Ordinal)).ShouldBeOfType<FailedAnswer>();

        (failed.ResourceReason, failed.PhysicalResourceId).ShouldBe(("Invalid response object", null));
        failed.Detail.ShouldStartWith(detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"PhysicalResourceId\":null,")]
    [InlineData("\"PhysicalResourceId\":\"\",")]
    [InlineData("\"PhysicalResourceId\":7,")]
    public void HidesTheReasonOfAnAnswerWithoutAnId(string id) =>
        Judge($$"""{{{id}}"Status":"FAILED","Reason":"the real one",{{Ids}}}""").ShouldBe(new FailedAnswer(
            "Invalid PhysicalResourceId", "PhysicalResourceId is missing, empty or not a string.", null));

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void AllowsAnIdOfSoManyBytes(int length, bool isAccepted)
    {
        var id = $"é{new string('x', length - 2)}";

        var verdict = Judge($$"""{"Status":"SUCCESS","PhysicalResourceId":"{{id}}",{{Ids}}}""");

        (verdict is AcceptedAnswer).ShouldBe(isAccepted);
    }

    [Theory]
    [InlineData("null", "Data is a JSON Null.")]
    [InlineData("[\"a\"]", "Data is a JSON Array.")]
    [InlineData("{\"A\":\"fine\",\"B\":{\"C\":\"d\"}}", "Data.B is a JSON Object.")]
    [InlineData("{\"A\":null}", "Data.A is a JSON Null.")]
    public void RefusesDataThatIsNoObjectOfSimpleValues(string data, string detail) =>
        Judge($$"""{"Status":"SUCCESS","PhysicalResourceId":"id",{{Ids}},"Data":{{data}}}""").ShouldBe(new FailedAnswer(
            "Value of property Data must be an object with String (or simple type) properties", detail, "id"));

    static AnswerVerdict Judge(string body) => AnswerRules.Judge(Encoding.UTF8.GetBytes(body), Request);
}
