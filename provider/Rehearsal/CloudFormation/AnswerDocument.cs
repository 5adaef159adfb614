namespace Lockstep.Rehearsal.CloudFormation;

/// <summary>An answer that CloudFormation accepts as a success.</summary>
/// <param name="PhysicalResourceId">What the engine records.</param>
/// <param name="Reason">Null when left out.</param>
/// <param name="NoEcho">Whether attribute values are masked.</param>
/// <param name="Data">The attributes for Fn::GetAtt; numbers and booleans in their JSON spelling.</param>
public sealed record AnswerDocument(
    string PhysicalResourceId, string? Reason, bool NoEcho, IReadOnlyDictionary<string, string> Data);
