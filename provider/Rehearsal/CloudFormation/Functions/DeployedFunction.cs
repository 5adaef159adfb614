using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>A function as it is deployed now: an image, its variables, and the process that runs it.</summary>
sealed class DeployedFunction(string image, IReadOnlyDictionary<string, string> environment, FunctionProcess? process)
    : IAsyncDisposable
{
    public string Image => image;

    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>Whether it can be invoked here.</summary>
    public bool HasProcess => process is not null;

    public FunctionProcess Process =>
        process ?? throw new InvalidOperationException($"The image {image} has no program to invoke.");

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
