using System.Globalization;

namespace Lockstep.PostgresMigrations.Scripts.Locating;

/// <summary>
/// The server's CONTEXT, innermost call first. Its words are translated (lc_messages), its names and numbers are not.
/// </summary>
sealed class CallStack
{
    const string Block = "inline_code_block";

    readonly string[] _calls;
    readonly int _block;

    CallStack(string[] calls)
    {
        _calls = calls;
        _block = Array.FindLastIndex(calls, call => call.Contains(Block, StringComparison.Ordinal));
    }

    /// <summary>The innermost routine.</summary>
    public string? Innermost => Array.Find(_calls, IsRoutine);

    /// <summary>The innermost routine, when a DO block called it; null when the block itself failed.</summary>
    public string? CalledFromBody => _block < 0 ? null : Array.Find(_calls[.._block], IsRoutine);

    public static CallStack Read(string? where) => new((where ?? "").Split('\n'));

    /// <summary>
    /// The line of the body, counted by PL/pgSQL, at which the stack enters it; null when it does not.
    /// </summary>
    public int? LineIn(RoutineBody body)
    {
        // DO: "PL/pgSQL function inline_code_block line 4 at PERFORM", several where a DO runs another.
        if (body.IsBlock)
        {
            return _block < 0 ? null : NumberBehind(_calls[_block], Block);
        }

        // CREATE FUNCTION: 'compilation of PL/pgSQL function "f" near line 3'; a call has no quotes.
        var outermost = _calls[^1];
        var quote = outermost.LastIndexOf('"');
        return quote < 0 ? null : NumberBehind(outermost[quote..], "\"");
    }

    /// <summary>The number in the call that begins like this; null when there is none.</summary>
    public int? NumberBehind(string beginning)
    {
        var call = Array.Find(_calls, call => call.StartsWith(beginning, StringComparison.Ordinal));
        return call is null ? null : NumberBehind(call, beginning);
    }

    static bool IsRoutine(string call) =>
        !call.Contains(Block, StringComparison.Ordinal)
        && (call.Contains("PL/pgSQL", StringComparison.Ordinal)
            || call.StartsWith("SQL function", StringComparison.Ordinal));

    static int? NumberBehind(string call, string name)
    {
        var rest = call.AsSpan(call.IndexOf(name, StringComparison.Ordinal) + name.Length);
        var start = rest.IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            return null;
        }

        var end = rest[start..].IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest[start..] : rest.Slice(start, end);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
