using Lockstep.Lambda.Aws;

namespace Lockstep.Lambda.Tests.Support;

/// <summary>Options for calls whose environment is what a test says, and nothing else.</summary>
static class AwsWorld
{
    public static AwsOptions Options(IReadOnlyDictionary<string, string> variables) =>
        new() { Environment = name => variables.GetValueOrDefault(name) };

    public static AwsOptions Options(params (string Name, string Value)[] variables) =>
        Options(variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal));
}
