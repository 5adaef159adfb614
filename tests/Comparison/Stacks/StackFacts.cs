namespace Lockstep.Comparison.Stacks;

/// <summary>What was seen of a deployment.</summary>
/// <param name="Status">The stack's, in the end.</param>
/// <param name="Answers">The answers that the bucket got for the custom resource, request by request.</param>
/// <param name="IsContinued">The rollback failed, and an operator has tried ContinueUpdateRollback, in vain or not.</param>
/// <param name="Schema">Compared with what it was before.</param>
/// <param name="LostRows">How many of the rows that the application has written are gone.</param>
sealed record StackFacts(
    string Status, IReadOnlyList<string> Answers, bool IsContinued, StackSchema Schema, int LostRows)
{
    public override string ToString() => string.Join("; ",
        $"{Status}{(IsContinued ? ", after ContinueUpdateRollback too" : "")}",
        $"PUT: {string.Join(", then ", Answers)}",
        Schema switch
        {
            StackSchema.OfBefore => "the schema of before",
            StackSchema.New => "the new schema",
            _ => "another schema",
        },
        LostRows switch { 0 => "no row lost", 1 => "1 row lost", _ => $"{LostRows} rows lost" });
}

/// <summary>A schema by its catalogue.</summary>
enum StackSchema
{
    /// <summary>Equal to that before the deployment.</summary>
    OfBefore,

    /// <summary>Different in what the second script makes, and in nothing else.</summary>
    New,

    /// <summary>Neither.</summary>
    Other,
}
