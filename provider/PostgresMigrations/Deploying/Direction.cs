namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>Which way an Update goes, as far as is known by now: first from the event, then from the journal.</summary>
sealed class Direction(bool isBack)
{
    /// <summary>CloudFormation rolls back.</summary>
    public bool IsBack { get; set; } = isBack;
}
