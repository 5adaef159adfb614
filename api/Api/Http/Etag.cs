using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Api.Http.Fields;
using Lockstep.Api.Http.Problems;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Api.Http;

/// <summary>A row's version as an entity tag, and what If-Match asks for.</summary>
static partial class Etag
{
    public const string Header = "If-Match";

    /// <summary>For the document; it is read by the rules of HTTP, which let more of them stand there.</summary>
    public static TextField Field { get; } = new(Header, 1, 100)
    {
        Form = (TagPattern, "an ETag as it was given"),
        Summary = "The ETag of what you have read, with its quotation marks; or *, whatever it is by now.",
    };

    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that the caller has seen; null for <c>*</c>, any.</summary>
    /// <exception cref="ProblemException">It is missing (428), or no version of ours (412, 400).</exception>
    public static int? Expected(IHeaderDictionary headers)
    {
        if (headers.IfMatch.Count == 0)
        {
            throw ProblemException.Of(
                StatusCodes.Status428PreconditionRequired,
                "If-Match is missing. Send the ETag of what you have read.",
                new FieldError(Header, "is missing"));
        }

        if (!EntityTagHeaderValue.TryParseStrictList([headers.IfMatch.ToString()], out var tags) || tags.Count == 0)
        {
            throw ProblemException.Of(
                StatusCodes.Status400BadRequest,
                "If-Match is no entity tag. Send an ETag as it was given.",
                new FieldError(Header, "must be an entity tag"));
        }

        if (tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any)))
        {
            return null;
        }

        return tags.Count == 1 && Version(tags[0]) is { } version ? version : throw Stale();
    }

    public static ProblemException Stale() => ProblemException.Of(
        StatusCodes.Status412PreconditionFailed,
        "It was changed since. Read it again, and send its new ETag.",
        new FieldError(Header, "is not the ETag that it has now"));

    // Weak tags never match here: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
    static int? Version(EntityTagHeaderValue tag) =>
        !tag.IsWeak && int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;

    [GeneratedRegex("""^\*$|^"[0-9]+"$""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    static partial Regex TagPattern { get; }
}
