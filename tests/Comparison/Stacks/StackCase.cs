using Lockstep.Comparison.Peers;
using Lockstep.Rehearsal.CloudFormation;
using Lockstep.Rehearsal.CloudFormation.Stacks;

namespace Lockstep.Comparison.Stacks;

/// <summary>The second deployment of a stack, which brings a second script, and what goes wrong with it.</summary>
/// <param name="Situation">What is done.</param>
/// <param name="Wanted">What a user wants to happen.</param>
/// <param name="IsAsWanted">Whether that is what happened.</param>
sealed record StackCase(string Situation, string Wanted, Func<StackFacts, bool> IsAsWanted)
{
    /// <summary>What the second deployment brings.</summary>
    public PeerScript Second { get; init; } =
        new(2, "note", "ALTER TABLE t ADD COLUMN note text;", "ALTER TABLE t DROP COLUMN note;");

    /// <summary>A row that the application writes once the migration is complete.</summary>
    public string Row { get; init; } = "INSERT INTO t VALUES (4)";

    /// <summary>The resource after the migration cannot be deployed.</summary>
    public bool NextFails { get; init; }

    /// <summary>Who answers the rollback.</summary>
    public RollbackOrder RollbackOrder { get; init; } = RollbackOrder.FunctionFirst;

    /// <summary>What becomes of the first PUT; null: it is taken.</summary>
    public ResponseBucketFault? FirstPut { get; init; }

    /// <summary>How long the bucket cuts every connection, from the moment on at which the migration is done.</summary>
    public TimeSpan Outage { get; init; }

    /// <summary>Lambda delivers the migration's event twice at once.</summary>
    public bool IsDeliveredTwice { get; init; }

    /// <summary>The function's: Lambda's longest, where no time is meant to be over.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);
}
