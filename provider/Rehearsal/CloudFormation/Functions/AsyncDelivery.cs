namespace Lockstep.Rehearsal.CloudFormation.Functions;

/// <summary>What Lambda does with an event that ends in an error, or waits for too long: <c>AWS::Lambda::EventInvokeConfig</c>.
/// </summary>
/// <param name="MaximumRetryAttempts">How often it runs the event again: 0 to 2.</param>
/// <param name="MaximumEventAge">How old an event may be when a run begins: 60 seconds to 6 hours.</param>
/// <param name="OnFailure">The function that is told when the last run failed, too; null: nobody.</param>
sealed record AsyncDelivery(int MaximumRetryAttempts, TimeSpan MaximumEventAge, string? OnFailure)
{
    /// <summary>Of a function that nobody configured.</summary>
    public static AsyncDelivery Default { get; } = new(2, TimeSpan.FromHours(6), null);
}
