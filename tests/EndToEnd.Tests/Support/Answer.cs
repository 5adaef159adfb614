using System.Text.Json;
using Lockstep.Rehearsal.CloudFormation;

namespace Lockstep.EndToEnd.Tests.Support;

/// <summary>What was PUT, and judged to be an answer.</summary>
sealed record Answer(string Status, string? Reason, string PhysicalResourceId, IReadOnlyDictionary<string, string> Data)
{
    public string this[string attribute] => Data[attribute];

    /// <summary>Reads a PUT as CloudFormation does; a body that breaks a rule fails the test.</summary>
    public static Answer Of(Delivery delivery, RequestIdentity request)
    {
        delivery.Headers.ContainsKey("Content-Type").ShouldBeFalse();
        return AnswerRules.Judge(delivery.Body, request) switch
        {
            AcceptedAnswer { Answer: var answer } => new("SUCCESS", answer.Reason, answer.PhysicalResourceId, answer.Data),
            FailedAnswer { Detail: null } failed => new("FAILED", Text(delivery, "Reason"), failed.PhysicalResourceId!, new Dictionary<string, string>(StringComparer.Ordinal)),
            var other => throw new ShouldAssertException($"{other}"),
        };
    }

    public Answer ShouldSucceed()
    {
        Status.ShouldBe("SUCCESS", Reason);
        return this;
    }

    public void ShouldFail(string because)
    {
        Status.ShouldBe("FAILED");
        Reason!.ShouldContain(because);
    }

    static string? Text(Delivery delivery, string member) => JsonElement.Parse(delivery.Body.Span).GetProperty(member).GetString();
}
