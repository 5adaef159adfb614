using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>Holds an answer against the document.</summary>
static class Judge
{
    /// <returns>Everything that is not as it must be.</returns>
    public static IEnumerable<string> Misfits(Attempt attempt, Answer answer)
    {
        if (answer.Status >= 500)
        {
            yield return "is an error of the server";
        }

        if (answer.Body.Contains("   at ", StringComparison.Ordinal))
        {
            yield return "shows a stack trace";
        }

        if (attempt.Must is { } must && answer.Status != must)
        {
            yield return $"must be {must}";
        }

        if (attempt.IsAsDescribed && answer.Status is 400 or 413 or 415 or 428 && !IsRepeated(answer))
        {
            yield return "refuses what the document describes";
        }

        if (!attempt.Operation.Answers.TryGetValue(answer.Status, out var described))
        {
            yield return "has a status that the document does not have";
            yield break;
        }

        foreach (var misfit in Misfits(answer, described))
        {
            yield return misfit;
        }
    }

    static IEnumerable<string> Misfits(Answer answer, ContractAnswer described)
    {
        foreach (var header in described.Headers.Where(header => !answer.Headers.ContainsKey(header)))
        {
            yield return $"lacks {header}";
        }

        if (answer.Type != (described.Type ?? ""))
        {
            yield return $"is {answer.Type}, not {described.Type}";
        }
        else if (described.Schema is null)
        {
            if (answer.Body.Length > 0)
            {
                yield return "has a body";
            }
        }
        else
        {
            foreach (var misfit in Conformity.Misfits(answer.Json, described.Schema).Concat(OfProblem(answer)))
            {
                yield return misfit;
            }
        }
    }

    // RFC 9457, and ours: what is refused as invalid names a field and a reason.
    static IEnumerable<string> OfProblem(Answer answer)
    {
        if (answer.Status < 400)
        {
            yield break;
        }

        if (answer.Json.GetProperty("status").GetInt32() != answer.Status)
        {
            yield return "says another status than it has";
        }

        if (answer.Status is not 409 && answer.Json.GetProperty("errors").GetArrayLength() == 0)
        {
            yield return "names no field";
        }
    }

    // No schema can say that a product may be in one line only.
    static bool IsRepeated(Answer answer) =>
        answer.Json.GetProperty("errors").EnumerateArray().All(error => error.GetProperty("reason").ValueEquals("is in an earlier line"));
}
