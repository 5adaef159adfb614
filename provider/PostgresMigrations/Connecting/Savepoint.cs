namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>A place in a transaction to go back to.</summary>
/// <param name="Name">An identifier that needs no quotes.</param>
sealed record Savepoint(string Name)
{
    public Sql Set => new($"SAVEPOINT {Name}");

    /// <summary>What was done behind it stays.</summary>
    public Sql Release => new($"RELEASE SAVEPOINT {Name}");

    /// <summary>
    /// Takes back what was done behind it, and the savepoint, too: in it, what is run afterwards would write rows with the xmin
    /// of a subtransaction, which the journal does not know (https://www.postgresql.org/docs/15/subxacts.html).
    /// </summary>
    public IReadOnlyList<Sql> Back => [new($"ROLLBACK TO SAVEPOINT {Name}"), Release];
}
