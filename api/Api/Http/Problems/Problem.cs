using Lockstep.Api.Http.Fields;

namespace Lockstep.Api.Http.Problems;

/// <summary>An error as RFC 9457 has it.</summary>
/// <param name="Type">Always <c>about:blank</c>: the status says the kind, the errors say the rest.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">As in the status line.</param>
/// <param name="Detail">What happened, for a person.</param>
/// <param name="Errors">Which fields, and why.</param>
sealed record Problem(string Type, string Title, int Status, string Detail, IReadOnlyList<FieldError> Errors);
