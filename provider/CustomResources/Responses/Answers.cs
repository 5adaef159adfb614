using System.Globalization;
using Lockstep.CustomResources.Binding;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Responses;

/// <summary>The answer that an outcome deserves, by the rules about ids and attributes.</summary>
static class Answers
{
    static readonly Dictionary<string, string> NoAttributes = [];

    public static Answer For(RequestEnvelope request, Succeeded outcome, IReadOnlyList<string> attributes)
    {
        // A Delete cannot change the id, whatever was returned.
        var id = request.IsDelete
            ? request.PhysicalResourceId ?? PhysicalResourceIds.Unknown
            : outcome.PhysicalResourceId ?? request.PhysicalResourceId ?? request.RequestId ?? PhysicalResourceIds.Unknown;
        return PhysicalResourceIds.Problem(id) is { } problem
            ? UnusableId(request, problem)
            : new Answer(
                IsSuccess: true, id, outcome.Reason ?? "", Complete(outcome.Attributes, request.IsDelete ? [] : attributes))
            {
                NoEcho = outcome.NoEcho,
            };
    }

    public static Answer For(RequestEnvelope request, Failed outcome)
    {
        var reason = string.IsNullOrWhiteSpace(CleanText.Of(outcome.Reason))
            ? "No reason was given; the log has the details."
            : outcome.Reason;
        return outcome.PhysicalResourceId is { } given && !request.IsDelete
            ? PhysicalResourceIds.Problem(given) is { } problem
                ? UnusableId(request, $"{problem}. It failed anyway: {reason}")
                : Failure(given, reason)
            : Failure(outcome.MayBeHalfMade ? IdOfHalfMade(request) : IdOfFailure(request), reason);
    }

    /// <summary>
    /// The work was done, but its attributes leave no room in the answer: a Delete goes without, anything else fails.
    /// </summary>
    public static Answer WithoutAttributes(RequestEnvelope request, Answer answer, int size)
    {
        if (request.IsDelete)
        {
            return answer with { Attributes = NoAttributes };
        }

        var (name, value) = answer.Attributes.MaxBy(attribute => JsonSize.Of(attribute.Value));
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"The work succeeded, but its answer would have {size} bytes and CloudFormation accepts "
            + $"{ResponseDocument.MostBytes}: shorten the attributes, of which {Quoted.Name(name)} "
            + $"alone takes {JsonSize.Of(value)}.");

        // What a Create made exists: under its own id its Delete reaches it.
        return Failure(request.IsUpdate ? IdOfFailure(request) : answer.PhysicalResourceId, reason);
    }

    /// <summary>
    /// The id on record, or one that says what is known. Another one would have the resource replaced
    /// (<c>aws-cdk#13527</c>).
    /// </summary>
    static string IdOfFailure(RequestEnvelope request) => request.PhysicalResourceId
        ?? (request.IsUpdate || request.IsDelete ? PhysicalResourceIds.Unknown : PhysicalResourceIds.NeverCreated);

    static string IdOfHalfMade(RequestEnvelope request) =>
        request.PhysicalResourceId ?? PhysicalResourceIds.UnknownOf(request);

    static Answer UnusableId(RequestEnvelope request, string problem) =>
        Failure(IdOfHalfMade(request), $"The provider gave a physical id that {problem}.");

    static Answer Failure(string id, string reason) => new(IsSuccess: false, id, reason, NoAttributes);

    static Dictionary<string, string> Complete(IReadOnlyDictionary<string, string> given, IReadOnlyList<string> wanted)
    {
        var complete = new Dictionary<string, string>(wanted.Count + given.Count, StringComparer.Ordinal);
        foreach (var name in wanted)
        {
            complete[name] = "";
        }

        foreach (var (name, value) in given)
        {
            complete[CleanText.Of(name)] = CleanText.Of(value ?? "");
        }

        return complete;
    }
}
