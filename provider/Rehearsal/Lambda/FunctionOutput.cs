namespace Lockstep.Rehearsal.Lambda;

/// <summary>One line that a function wrote.</summary>
/// <param name="ProcessId">Which of its processes.</param>
/// <param name="IsError">Whether it went to standard error.</param>
/// <param name="Line">The line without its end.</param>
public sealed record FunctionOutput(int ProcessId, bool IsError, string Line);
