namespace Lockstep.Lambda.Errors;

/// <summary>
/// The error type as the header wants it: ASCII, <c>Category.Reason</c>. Lambda keeps what begins with Function or
/// Runtime for its logs and metrics; the caller never sees it.
/// </summary>
static class ErrorTypeHeader
{
    const int MaximumLength = 128;

    public static string For(string errorType)
    {
        // Generic types end in a backtick and their arity: InvalidCastException`1.
        var name = new string([.. errorType.TakeWhile(c => c != '`').Where(c => char.IsAsciiLetterOrDigit(c) || c == '.')]);
        var reason = name.Trim('.');
        if (reason.Length is 0 or > MaximumLength)
        {
            return "Function.Unknown";
        }
        return reason.Contains('.', StringComparison.Ordinal) ? reason : $"Function.{reason}";
    }
}
