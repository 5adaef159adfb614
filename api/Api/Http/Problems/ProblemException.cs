using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Http.Problems;

/// <summary>Ends a request with a problem that the caller is told of; everything in it may be read by anybody.</summary>
sealed class ProblemException(int status, string detail, IReadOnlyList<FieldError> errors) : Exception(detail)
{
    // Longer than a failover's first seconds, shorter than anybody's patience.
    const int RetrySeconds = 5;

    public int Status { get; } = status;

    public IReadOnlyList<FieldError> Errors { get; } = errors;

    /// <summary>Seconds, for Retry-After.</summary>
    public int? RetryAfter { get; init; }

    public static ProblemException Invalid(params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status400BadRequest, Say("The request is not valid", errors), errors);

    /// <param name="what">As the path calls it: <c>order</c>, whose id is <c>orderId</c>.</param>
    /// <param name="id">Of the path.</param>
    public static ProblemException NotFound(string what, long id) =>
        new(StatusCodes.Status404NotFound, $"There is no {what} {id}.", [new($"{what}Id", "names what is not there")]);

    public static ProblemException Conflict(string detail, params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status409Conflict, detail, errors);

    /// <summary>The body is well formed and names something that is not there.</summary>
    public static ProblemException Unprocessable(params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, Say("The request refers to what is not there", errors), errors);

    /// <summary>It may go well in a moment.</summary>
    public static ProblemException Unavailable(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, $"{detail} Try again later.", []) { RetryAfter = RetrySeconds };

    public static ProblemException Of(int status, string detail, params IReadOnlyList<FieldError> errors) =>
        new(status, detail, errors);

    static string Say(string what, IReadOnlyList<FieldError> errors) =>
        $"{what}: {string.Join("; ", errors.Select(error => $"{error.Field} {error.Reason}"))}.";
}
