using Lockstep.CustomResources;
using Lockstep.PostgresMigrations.Running;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>What is said of a failure that nobody expected, or could ask the database about.</summary>
static class LastResort
{
    public static string Text(Exception exception) => exception switch
    {
        CustomResourceException known => Sentence.Of(known.Message),
        OperationCanceledException => "The database did not answer until the function's time was over.",
        _ => $"{exception.GetType().Name}: the log has the details.",
    };
}
