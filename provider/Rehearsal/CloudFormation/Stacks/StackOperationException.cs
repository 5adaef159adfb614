namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>CloudFormation refuses to begin an operation, in its words (its <c>ValidationError</c>).</summary>
public sealed class StackOperationException(string message) : Exception(message);
