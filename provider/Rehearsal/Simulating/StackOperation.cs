using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.CloudFormation.Templates;

namespace Lockstep.Rehearsal.Simulating;

/// <summary>One call of CloudFormation's API, as data.</summary>
public abstract record StackOperation
{
    private protected StackOperation()
    {
    }
}

/// <summary>CreateStack.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "CloudFormation's API has that name.")]
public sealed record CreateStack(StackTemplate Template, bool DisableRollback = false) : StackOperation;

/// <summary>UpdateStack.</summary>
/// <param name="Template">What is wanted.</param>
/// <param name="DisableRollback">A failure stops it where it is.</param>
/// <param name="CancelAfter">When CancelUpdateStack is called, if the update is still under way then; null: never.</param>
[SuppressMessage("Naming", "CA1711", Justification = "CloudFormation's API has that name.")]
public sealed record UpdateStack(StackTemplate Template, bool DisableRollback = false, TimeSpan? CancelAfter = null)
    : StackOperation;

/// <summary>RollbackStack, after an operation without rollback.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "CloudFormation's API has that name.")]
public sealed record RollbackStack : StackOperation;

/// <summary>ContinueUpdateRollback.</summary>
/// <param name="ResourcesToSkip">Their logical ids.</param>
public sealed record ContinueUpdateRollback(params IReadOnlyList<string> ResourcesToSkip) : StackOperation;

/// <summary>DeleteStack.</summary>
/// <param name="RetainResources">Their logical ids; only of a stack whose deletion failed.</param>
[SuppressMessage("Naming", "CA1711", Justification = "CloudFormation's API has that name.")]
public sealed record DeleteStack(params IReadOnlyList<string> RetainResources) : StackOperation;
