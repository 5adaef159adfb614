namespace Lockstep.Rehearsal.Faults;

/// <summary>One message of PostgreSQL's protocol, by the name its documentation gives it
/// (https://www.postgresql.org/docs/current/protocol-message-formats.html).</summary>
/// <param name="Sender">Who sent it.</param>
/// <param name="Name"><c>Query</c>, <c>Parse</c>, <c>CommandComplete</c>; <c>Encrypted</c> for anything inside TLS.</param>
/// <param name="Text">The SQL of a Query or Parse, the tag of a CommandComplete, the SQLSTATE of an ErrorResponse,
/// the transaction status of a ReadyForQuery (I, T or E); null for all others, passwords above all.</param>
public sealed record PgMessage(PgSender Sender, string Name, string? Text)
{
    public override string ToString() => $"{(Sender == PgSender.Client ? "->" : "<-")} {Name}{(Text is null ? "" : $" {Text}")}";
}
