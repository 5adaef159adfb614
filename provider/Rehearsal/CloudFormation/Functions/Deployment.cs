namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>Where a function's code is put.</summary>
/// <param name="FunctionArn">The function.</param>
/// <param name="Variables">The template's, for its environment.</param>
/// <param name="Time">Times its invocations out, where nothing else does.</param>
sealed record Deployment(string FunctionArn, IReadOnlyDictionary<string, string> Variables, TimeProvider Time);
