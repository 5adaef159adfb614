namespace Lockstep.CustomResources.Responses;

/// <summary>What CloudFormation is told.</summary>
/// <param name="IsSuccess">SUCCESS, not FAILED.</param>
/// <param name="PhysicalResourceId">Never empty.</param>
/// <param name="Reason">Of any length; never empty in a failure.</param>
/// <param name="Attributes">Clean texts, no nulls.</param>
sealed record Answer(bool IsSuccess, string PhysicalResourceId, string Reason, IReadOnlyDictionary<string, string> Attributes)
{
    public bool NoEcho { get; init; }

    public string Status => IsSuccess ? "SUCCESS" : "FAILED";
}
