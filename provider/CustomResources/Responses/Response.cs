using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Responses;

/// <summary>An answer and the document that carries it.</summary>
sealed record Response(Answer Answer, ReadOnlyMemory<byte> Document)
{
    public static Response For(RequestEnvelope request, Answer answer, Secrets secrets)
    {
        if (answer.Reason.Length > 0)
        {
            // Again after cleaning, which can put together what control characters kept apart.
            answer = answer with { Reason = secrets.Redact(CleanText.Of(secrets.Redact(answer.Reason))) };
        }

        if (ResponseDocument.TryWrite(request, answer, out var document))
        {
            return new Response(answer, document);
        }

        var shorter = Answers.WithoutAttributes(request, answer, document.Length);
        _ = ResponseDocument.TryWrite(request, shorter, out document);
        return new Response(shorter, document);
    }
}
