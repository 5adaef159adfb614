using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Running.Committing;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Lockstep.PostgresMigrations.Running.Statements;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What is made of a failure of what must not be answered FAILED.</summary>
static class LastResort
{
    /// <summary>
    /// Whether SUCCESS, with the reason, is the answer. Three things are not for this: a later request that took over, another
    /// run that goes on, and a lock that somebody else kept, for then nothing was looked at though it could have been.
    /// </summary>
    public static bool IsFor(Exception exception) =>
        exception is not RunEndedException and not AdmissionRefusedException { IsForLock: true };

    /// <summary>What is said of a failure that nobody expected, or could ask the database about.</summary>
    public static string Text(Exception exception) => exception switch
    {
        CustomResourceException known => Sentence.Of(known.Message),
        OperationCanceledException => "The function's time was over before the database had answered.",
        _ when Transience.IsLinkLost(exception) =>
            "The connection to the database broke, and there was no time for another.",
        _ => $"{exception.GetType().Name}: the log has the details.",
    };
}
