using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Http.Problems;

/// <summary>Ends a request with a problem that the caller is told of; everything in it may be read by anybody.</summary>
sealed class ProblemException(int status, string detail, IReadOnlyList<FieldError> errors) : Exception(detail)
{
    public int Status { get; } = status;

    public IReadOnlyList<FieldError> Errors { get; } = errors;

    /// <summary>Seconds, for Retry-After.</summary>
    public int? RetryAfter { get; init; }

    public static ProblemException Invalid(params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status400BadRequest, Say("The request is not valid", errors), errors);

    public static ProblemException NotFound(string what, long id) =>
        new(StatusCodes.Status404NotFound, $"There is no {what} {id}.", []);

    public static ProblemException Conflict(string detail, params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status409Conflict, detail, errors);

    /// <summary>The body is well formed and names something that is not there.</summary>
    public static ProblemException Unprocessable(params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, Say("The request refers to what is not there", errors), errors);

    public static ProblemException Of(int status, string detail) => new(status, detail, []);

    static string Say(string what, IReadOnlyList<FieldError> errors) =>
        $"{what}: {string.Join("; ", errors.Select(error => $"{error.Field} {error.Reason}"))}.";
}
