namespace Lockstep.Rehearsal.Gateway;

/// <summary>Where an HTTP API sends its requests.</summary>
/// <param name="ApiId">The API's id, the first part of its address.</param>
/// <param name="FunctionArn">The function that answers.</param>
sealed record Integration(string ApiId, string FunctionArn)
{
    public string DomainName => $"{ApiId}.execute-api.{FunctionArn.Split(':')[3]}.amazonaws.com";

    public string AccountId => FunctionArn.Split(':')[4];
}
