using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>A function as it is deployed now: an image, its variables, and the code that runs.</summary>
sealed class DeployedFunction(string image, IReadOnlyDictionary<string, string> environment, IFunction? code) : IAsyncDisposable
{
    public string Image => image;

    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>Whether it can be invoked here.</summary>
    public bool HasCode => code is not null;

    public IFunction Code => code ?? throw new InvalidOperationException($"The image {image} has no program to invoke.");

    public ValueTask DisposeAsync() => code?.DisposeAsync() ?? ValueTask.CompletedTask;
}
