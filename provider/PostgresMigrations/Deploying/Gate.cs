using Lockstep.CustomResources;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Answering;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Running.Sessions;
using Lockstep.PostgresMigrations.Running.SeveralRuns;
using Npgsql;

namespace Lockstep.PostgresMigrations.Deploying;

/// <summary>Decides whether a delivered event may do anything: events come twice, late and out of order.</summary>
static class Gate
{
    /// <summary>An event that CloudFormation no longer waits for; it runs nothing.</summary>
    public static Superseded? Stale(RequestContext context) =>
        context.SignedAt is { } signed && context.Clock.GetUtcNow() - signed > context.ServiceTimeout
            ? new Superseded(
                $"The request was made at {signed:u} and CloudFormation waits "
                    + $"{context.ServiceTimeout.TotalSeconds:0} s: it has given up on it.")
            : null;

    /// <summary>A run that was handed on finds nothing of the one before: it is late, or nobody's.</summary>
    public static Superseded NotOnRecord { get; } = new("The run before this one is not on record.");

    /// <summary>What to end with at once; null where the request is to be carried out.</summary>
    public static ResourceOutcome? Decide(Standing standing, RequestContext context) => standing.Request switch
    {
        null when Handover.IsContinued(context.Continuation) => NotOnRecord,
        null => new Superseded("A request of this resource that was made later is recorded already."),
        { State: DeploymentState.Succeeded, HasLater: false, Answer: { } answer } => MigrationAnswer.FromStored(answer),
        { State: DeploymentState.Running, HasLater: false } => null,

        // A run that was handed on is no new attempt, and comes again also because its answer did not arrive.
        { State: DeploymentState.Failed, HasLater: false, Answer: { } failure } when Handover.IsContinued(context.Continuation) =>
            MigrationAnswer.FailureFromStored(failure),
        { State: DeploymentState.Failed, HasLater: false } => new Superseded("The request has been answered: it failed."),
        _ => new Superseded("A later request of this resource took over."),
    };

    /// <summary>
    /// The SUCCESS of a request that seemed to fail and is on record as done: the reply to its last COMMIT may have been what did
    /// not come in time. The fence would let nothing more pass then, and nobody would answer.
    /// </summary>
    /// <param name="session">Reconnects where its link is lost.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">The time there is to clear away.</param>
    /// <returns>Null where it is not done.</returns>
    /// <exception cref="SupersededException">Somebody else answers, and has yet to do what is not done.</exception>
    public static async Task<ResourceOutcome?> DoneAsync(
        MigratorSession session, RequestContext context, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(session, cancellationToken);
        return Decide(standing, context) switch
        {
            Succeeded done => done,
            Superseded => throw new SupersededException(),
            _ => null,
        };
    }

    // Whoever takes over cancels what this run's server process does, again and again until it ends: the question, too.
    static async Task<Standing> StandingAsync(MigratorSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await session.EnsureConnectedAsync(cancellationToken)
                    ?? await session.Admission.TryAgainAsync(cancellationToken);
            }
            catch (PostgresException canceled)
                when (canceled.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
            {
                // Asked again.
            }
        }
    }
}
