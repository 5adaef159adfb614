namespace Lockstep.Rehearsal.CloudFormation.Stacks;

/// <summary>Fn::GetAtt asks for what the resource does not have: the consumer fails when its turn comes.</summary>
sealed class MissingAttributeException(string message) : Exception(message);
