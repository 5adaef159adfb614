namespace Lockstep.Rehearsal.Lambda;

/// <summary>Code that can be invoked.</summary>
public interface IFunction : IAsyncDisposable
{
    /// <summary>Runs it once.</summary>
    /// <param name="input">The event.</param>
    /// <param name="cancellationToken">Kills it.</param>
    Task<InvocationResult> InvokeAsync(InvocationInput input, CancellationToken cancellationToken);

    /// <summary>The function has other code from now on; what runs may go on to its end.</summary>
    Task RetireAsync();
}
