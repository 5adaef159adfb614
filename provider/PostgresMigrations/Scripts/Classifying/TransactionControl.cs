namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>What a statement does to the transaction it runs in.</summary>
enum TransactionControl
{
    /// <summary>Nothing; savepoints count as nothing, they are harmless inside a transaction.</summary>
    None,

    /// <summary><c>BEGIN</c>, <c>START TRANSACTION</c>: a transaction is open afterwards.</summary>
    Begin,

    /// <summary><c>COMMIT</c>, <c>END</c>, <c>ROLLBACK</c>, <c>ABORT</c>: none is open afterwards.</summary>
    End,

    /// <summary>The same with <c>AND CHAIN</c>: the next one is open at once.</summary>
    Chain,

    /// <summary><c>PREPARE TRANSACTION</c>: none is open, but its locks stay until somebody ends it by name.</summary>
    Prepare,
}
