namespace Lockstep.Rehearsal.Lambda;

/// <summary>A function's executable could not be started. The message names the file and the remedy.</summary>
public sealed class FunctionStartException(string message, Exception inner) : Exception(message, inner);
