using System.Net;
using System.Text;
using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.Rehearsal.Tests.CloudFormation;

public sealed class AnIssuedUrl(Bucket bucket) : IClassFixture<Bucket>
{
    [Fact]
    public void LooksLikeCloudFormationsOwn() =>
        bucket.Slot.Url.OriginalString.ShouldMatch(
            "^http://127\\.0\\.0\\.1:[0-9]+/arn%3Aaws%3Acloudformation%3Aeu-west-1%3A123456789012%3Astack/orders/"
            + "0b1e2d80-1c2f-11ef-9b5a-0a1b2c3d4e5f%7CMigration%7Creq-1"
            + "\\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261122T101112Z&X-Amz-Expires=7200"
            + "&X-Amz-SignedHeaders=host&X-Amz-Security-Token=[A-Za-z0-9%]{200,}"
            + "&X-Amz-Credential=ASIA[A-Z2-7]{16}%2F20261122%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=[0-9a-f]{64}$");

    [Fact]
    public void SurvivesAUriThatNormalises() =>
        new Uri(bucket.Slot.Url.OriginalString).AbsoluteUri.ShouldBe(bucket.Slot.Url.OriginalString);

    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html: its example, with its example key.
    [Fact]
    public void IsSignedAsAwsSigns() =>
        new QuerySignature(
            "GET",
            "/test.txt",
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host",
            "examplebucket.s3.amazonaws.com").Compute("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
            .ShouldBe("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");

    [Fact]
    public void IsAnotherOneForEachIssueOfARequest() =>
        bucket.It.Issue(Bucket.Stack, "Migration", "req-1").Url.ShouldNotBe(bucket.Slot.Url);

    [Fact]
    public async Task TakesAPutAndKeepsItsBytes()
    {
        var slot = bucket.It.Issue(Bucket.Stack, "Migration", "req-2");

        var reply = await bucket.PutAsync(slot.Url.OriginalString, "{\"Status\":\"SUCCÈS\"}");
        var answer = await slot.FirstAnswer;

        reply.ShouldBe((HttpStatusCode.OK, ""));
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("{\"Status\":\"SUCCÈS\"}");
        (answer.Method, answer.Status, answer.IsStored, answer.At).ShouldBe(("PUT", 200, true, bucket.Clock.GetUtcNow()));
        answer.Headers["content-length"].ShouldBe("20");
        answer.Headers.ContainsKey("Content-Type").ShouldBeFalse();
    }

    [Fact]
    public async Task KeepsTheFirstAnswerAndRecordsTheLater()
    {
        var slot = bucket.It.Issue(Bucket.Stack, "Migration", "req-3");

        await bucket.PutAsync(slot.Url.OriginalString, "first");
        var later = await bucket.PutAsync(slot.Url.OriginalString, "second");

        later.Status.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString((await slot.FirstAnswer).Body.Span).ShouldBe("first");
        slot.Deliveries.Select(delivery => Encoding.UTF8.GetString(delivery.Body.Span)).ShouldBe(["first", "second"]);
    }

    [Fact]
    public void DoesNotPrintItself() => $"{bucket.Slot}".ShouldBe("Migration req-1");
}
