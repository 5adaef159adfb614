using Lockstep.CustomResources;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Committing;

/// <summary>Every statement had passed, COMMIT did not: a constraint that is checked only there.</summary>
/// <param name="scripts">What shared the transaction, in running order; none where it wrote the journal alone.</param>
/// <param name="inner">The server's error, which does not say whose rows they were.</param>
sealed class CommitFailedException(IReadOnlyList<RunStep> scripts, PostgresException inner) : CustomResourceException(
    $"COMMIT of {Names(scripts)} failed: {inner.SqlState} {inner.MessageText}. A deferred constraint is checked only "
    + "there: correct the rows that the script writes, or those that it meets.",
    inner)
{
    static string Names(IReadOnlyList<RunStep> scripts) => scripts switch
    {
        [] => "the deployment",
        [var only] => only.Text.Name,
        [var first, .., var last] => $"the scripts from {first.Text.Name} to {last.Text.Name}",
    };
}
