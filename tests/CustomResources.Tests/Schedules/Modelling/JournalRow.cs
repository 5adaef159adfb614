namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>A script that was run, as <c>lockstep.journal</c> has it.</summary>
sealed class JournalRow(Script script, long deploymentId)
{
    public Script Script => script;

    public long DeploymentId => deploymentId;

    public JournalState State { get; set; } = JournalState.Applied;

    public bool IsPresent => State is JournalState.Applied or JournalState.Kept;
}

enum JournalState
{
    Applied,
    Kept,
    Reverted,
}
