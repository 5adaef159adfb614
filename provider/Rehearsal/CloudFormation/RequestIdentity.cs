namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>What an answer must repeat verbatim of the request it answers.</summary>
public sealed record RequestIdentity(string StackId, string LogicalResourceId, string RequestId);
