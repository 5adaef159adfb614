namespace Lockstep.Cli.Mutating;

/// <summary>The safeties that the three promises rest on. Each new one belongs here.</summary>
static class Mutations
{
    const string Migrations = "provider/PostgresMigrations";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new(
            "the lock of the schema",
            $"{Migrations}/Journaling/StandingReader.cs",
            "THEN pg_try_advisory_lock($1) ELSE false END",
            "THEN pg_try_advisory_lock_shared($1) ELSE false END",
            OnPostgres("TheSameEventTenTimesAtOnce", "TenStacksOnOneDatabaseAtOnce")),
        new(
            "the fence before each commit",
            $"{Migrations}/Journaling/Deployment.cs",
            "WHERE id = $1 AND state = 'running' AND {LockKey.IsHeld(\"$2\")}",
            "WHERE id = $1 AND $2 IS NOT NULL",
            OnPostgres("ARunThatIsSuperseded")),
        new(
            "a session that fell silent while it was being admitted is ended",
            $"{Migrations}/Running/Sessions/SilentAdmission.cs",
            "AND a.state = 'active' AND a.wait_event = 'ClientRead'",
            "AND a.state = 'none' AND a.wait_event = 'ClientRead'",
            OnPostgres("ARunThatFellSilent")),
        new(
            "an event that was signed before the newest one on record runs nothing",
            $"{Migrations}/Journaling/Admission.cs",
            "AND later.logical_id = $3 AND later.signed_at > $6)",
            "AND later.logical_id = $3 AND later.signed_at > $6 AND later.id < 0)",
            OnPostgres("AnEventThatComesAgain")),
        new(
            "an event that CloudFormation has given up on runs nothing",
            $"{Migrations}/Deploying/Gate.cs",
            "context.Clock.GetUtcNow() - signed > context.ServiceTimeout",
            "context.Clock.GetUtcNow() - signed > context.ServiceTimeout * 1000",
            OnPostgres("AnEventThatComesAgain")),
        new(
            "a recorded SUCCESS is given again",
            $"{Migrations}/Deploying/Gate.cs",
            "Answer: { } answer } => MigrationAnswer.FromStored(answer),",
            "Answer: { } } => null,",
            OnPostgres("AnEventThatComesAgain")),
        new(
            "a recorded SUCCESS is not given again behind a later request",
            $"{Migrations}/Deploying/Gate.cs",
            "{ State: DeploymentState.Succeeded, HasLater: false, Answer:",
            "{ State: DeploymentState.Succeeded, Answer:",
            OnPostgres("AnEventThatComesAgain")),
        new(
            "a request that failed is tried again under its id",
            $"{Migrations}/Journaling/Admission.cs",
            "SELECT d.state = 'failed' AND NOT EXISTS (",
            "SELECT d.state = 'none' AND NOT EXISTS (",
            OnPostgres("AScriptThatFails")),
        new(
            "what a request that died left half reverted is put on record by the next",
            $"{Migrations}/Deploying/DownsOfTheDead.cs",
            "if (!standing.Schema.HasBegunDowns)",
            "if (standing.Schema.HasBegunDowns || !standing.Schema.HasBegunDowns)",
            OnPostgres("ADownThatIsCutOff")),
        new(
            "a request supersedes those of its resource that are at work",
            $"{Migrations}/Journaling/Admission.cs",
            "AND earlier.id < d.id AND earlier.state = 'running'",
            "AND earlier.id < d.id AND earlier.state = 'none'",
            OnPostgres("ARunThatIsSuperseded")),
        new(
            "an answer that may have arrived is sent again",
            "provider/CustomResources/Responses/ResponseAttempt.cs",
            "return AttemptResult.Lost($\"{url.Authority} could not be reached",
            "return AttemptResult.Refused($\"{url.Authority} could not be reached",
            new MutationTests("CustomResources.Tests", "DeliveringTheAnswer")),
        new(
            "the whole range is checked before anything is reverted",
            $"{Migrations}/Deploying/RollbackDeployment.cs",
            "return range.Findings.Count > 0",
            "return range.Findings.Count < 0",
            OnPostgres("AScriptWithoutADown")),
        new(
            "rows written since are not dropped",
            $"{Migrations}/Reverting/DataLossGuard.cs",
            "return await IsForeignAsync(found, mayHold, what, cancellationToken) ? what : null;",
            "return await IsForeignAsync(found, mayHold, what, cancellationToken) && found.Table.Length == 0 ? what : null;",
            OnPostgres("RowsWrittenSince")),
        new(
            "rows that a later deployment has updated do not go with what an earlier one made",
            $"{Migrations}/Reverting/OwnXids.cs",
            "Of(RunStep step) => !AreOfSeveral ? All",
            "Of(RunStep step) => !AreOfSeveral || step is not null ? All",
            OnPostgres("RowsOfSeveralDeployments")),
        new(
            "what a later down puts into a table does not go with the table's own down",
            $"{Migrations}/Reverting/DataLossGuard.cs",
            "return written.Any(by => by.Table == data.Table && by.Origin != part.Step.Origin)",
            "return written.Any(by => by.Table == data.Table && by.Origin != part.Step.Origin && data.Column < 0)",
            OnPostgres("RowsOfSeveralDeployments")),
        new(
            "rows written since are not deleted or truncated",
            $"{Migrations}/Reverting/TakenRows.cs",
            "if (taken > mayGo)",
            "if (taken < mayGo)",
            OnPostgres("RowsTakenOutOfATable")),
        new(
            "a journal that others can write is not run",
            $"{Migrations}/Journaling/JournalGuard.cs",
            "IF offence IS NOT NULL THEN",
            "IF offence IS NULL AND offence IS NOT NULL THEN",
            OnPostgres("ARoleThatWantsItsSqlRun")),
        new(
            "work is cancelled, and that is seen, before the answer is sent",
            "provider/CustomResources/Work.cs",
            "await SettleAsync(work, deadline.PatienceToken);",
            "await SettleAsync(work, deadline.WorkToken);",
            new MutationTests("CustomResources.Tests", "RunningOutOfTime")),
        new(
            "a COMMIT without a reply is looked up, and not taken for lost",
            $"{Migrations}/Running/Committing/Retries.cs",
            "if (exception is CommitUnknownException && await isCommittedAsync())",
            "if (exception is CommitUnknownException && await isCommittedAsync() && attempt < 0)",
            OnPostgres("ALinkThatBreaks")),
        new(
            "a COMMIT without a reply is looked up, and not taken for done",
            $"{Migrations}/Running/Committing/Retries.cs",
            "if (exception is CommitUnknownException && await isCommittedAsync())",
            "if (exception is CommitUnknownException)",
            OnPostgres("ALinkThatBreaks")),
        new(
            "behind a broken link the old plan is dropped where somebody else has worked in the schema",
            $"{Migrations}/Running/Committing/Retries.cs",
            "!session.IsAsAdmitted(standing))",
            "!session.IsAsAdmitted(standing) && broken < 0)",
            OnPostgres("SeveralStacksOnOneSchemaAtOnce")),
        new(
            "a script that somebody else has begun anew is not ended",
            $"{Migrations}/Running/Committing/FencedCommit.cs",
            "if (fence.RecordsAffected == 0 || !pipeline.HasFoundAll)",
            "if (fence.RecordsAffected == 0)",
            OnPostgres("ARunThatReconnectsTooLate")),
        new(
            "locks that were waited for do not count as broken links",
            $"{Migrations}/Running/Committing/Retries.cs",
            "(last, broken) = (exception, Transience.IsLinkLost(exception) ? broken + 1 : 0);",
            "(last, broken) = (exception, attempt);",
            OnPostgres("ALinkThatBreaks")),
        new(
            "a run whose time went into waiting for a table is continued by the next",
            $"{Migrations}/Running/SeveralRuns/Lateness.cs",
            "_ => Transience.IsTransient(exception),",
            "_ => Transience.IsLinkLost(exception),",
            OnPostgres("ADeploymentOverSeveralRuns", "ARollbackOverSeveralRuns")),
        new(
            "a rollback forgives properties that do not bind",
            "provider/CustomResources/ResourceDefinition.cs",
            "if (!ChecksUpdatesItself)",
            "if (!ChecksUpdatesItself || physicalId.Length > 0)",
            OnPostgres("PropertiesOfAMigration")),
        new(
            "old properties, and those of a Delete, that do not bind stop nothing",
            "provider/CustomResources/ResourceDefinition.cs",
            "        LogIgnored(context, bound);\n        return bound.Value;",
            "        return FindingsOf(bound, context) is { Count: > 0 } findings\n"
                + "            ? throw new InvalidPropertiesException(ResourceType, findings)\n"
                + "            : bound.Value;",
            new MutationTests("CustomResources.Tests", "InvalidProperties")),
        new(
            "every SUCCESS has every attribute",
            "provider/CustomResources/Responses/Answers.cs",
            "Complete(outcome.Attributes, request.IsDelete ? [] : attributes))",
            "Complete(outcome.Attributes, request.IsDelete ? attributes : []))",
            new MutationTests("CustomResources.Tests", "AnsweringARequest")),
        new(
            "the SUCCESS of a rollback that could not be done has every attribute",
            "provider/CustomResources/Responses/Answers.cs",
            "Complete(outcome.Attributes, request.IsDelete ? [] : attributes))",
            "Complete(outcome.Attributes, request.IsDelete || outcome is { Reason.Length: > 0 } ? [] : attributes))",
            OnPostgres("ADatabaseThatCannotBeReached")),
        new(
            "the SUCCESS of a rollback has what came back in its attributes",
            $"{Migrations}/Deploying/RollbackDeployment.cs",
            "End(answer = Timed(answer))]), cancellationToken);\n        return answer.ToOutcome();",
            "End(answer = Timed(answer))]), cancellationToken);\n"
                + "        return MigrationAnswer.Nothing(answer.PhysicalResourceId, answer.Reason);",
            OnPostgres("AnUpdateThatSucceeded")),
        new(
            "what a rollback has away is written down",
            $"{Migrations}/Running/StepEntries.cs",
            "PassingStep => AsideEntries.After(step, deployment),",
            "PassingStep => [],",
            OnPostgres("ARollbackThatIsCutOff")),
        new(
            "a rollback that cannot be done is answered SUCCESS",
            $"{Migrations}/Deploying/RollbackWithoutFailure.cs",
            "when (direction.IsBack && LastResort.IsFor(exception))",
            "when (direction.IsBack && request.PhysicalResourceId.Length == 0 && LastResort.IsFor(exception))",
            OnPostgres("ADatabaseThatCannotBeReached")),
        new(
            "an attempt that failed undoes what it had committed",
            $"{Migrations}/Deploying/FailedDeployment.cs",
            "if (range.IsEmpty || !MustUndo ||",
            "if (range.IsEmpty || MustUndo || !MustUndo ||",
            OnPostgres("AnUpdateThatFailed")),
        new(
            "work ends early enough for its answer",
            "provider/CustomResources/Deadline.cs",
            "var margin = Shorter(AnswerMargin, left / 3);",
            "var margin = Shorter(AnswerMargin, left / 1000);",
            Schedules),
        new(
            "work ends before CloudFormation stops waiting",
            "provider/CustomResources/Deadline.cs",
            "patience > TimeSpan.Zero && patience < left",
            "patience > TimeSpan.Zero && patience < TimeSpan.Zero",
            Schedules),
        new(
            "a failed Update keeps its id",
            "provider/CustomResources/Responses/Answers.cs",
            "static string IdOfFailure(RequestEnvelope request) => request.PhysicalResourceId",
            "static string IdOfFailure(RequestEnvelope request) => (request.IsDelete ? request.PhysicalResourceId : null)",
            Schedules),
        new(
            "a refusal of S3's is no delivery",
            "provider/CustomResources/Responses/ResponseAttempt.cs",
            "? AttemptResult.Failed(problem)",
            "? AttemptResult.Delivered",
            Schedules),
        new(
            "a superseded run answers nothing",
            "provider/CustomResources/Call.cs",
            "                return null;\n            default:",
            "                return Response.For(Request, Answers.For(Request, new Failed(superseded.Reason)), Secrets);\n"
                + "            default:",
            Schedules),
        new(
            "the last delivery of an event goes on in no other",
            "provider/CustomResources/Continuing/RunBudget.cs",
            "delivery > PausesOfLambda.Length ?",
            "delivery > 9 ?",
            new("CustomResources.Tests", ["ARunThatCannotInvokeTheNext"])),
        new(
            "the answer that was not delivered is left to the watchdog as it is",
            "provider/CustomResources/RequestHandler.cs",
            "\"Lockstep.AnswerNotDelivered\", Encoding",
            "\"Lockstep.NotDelivered\", Encoding",
            Schedules),
        new(
            "the FAILED answer of a run that was handed on is given again",
            $"{Migrations}/Deploying/Gate.cs",
            "Answer: { } failure } when Handover.IsContinued(context.Continuation) =>",
            "Answer: { } failure } when context.Continuation.Run > 100 =>",
            OnPostgres("ADeploymentOverSeveralRuns")),
        new(
            "of two requests with one id the earlier one keeps its row",
            $"{Migrations}/Journaling/Admission.cs",
            "AND (properties, old_properties) IS DISTINCT FROM ($5::jsonb, $6::jsonb)",
            "AND (properties, old_properties) IS DISTINCT FROM ($5::jsonb, $6::jsonb) AND id < 0",
            OnPostgres("ARequestIdThatIsUsedAgain")),
        new(
            "a rollback that the database did not answer goes on in another run",
            $"{Migrations}/Running/SeveralRuns/Headway.cs",
            "bool IsSilenced => IsPatient && _isLinkLost;",
            "bool IsSilenced => IsPatient && _isLinkLost && _deliveries < 0;",
            OnPostgres("ADatabaseThatSaysNothing")),
        new(
            "a run that never had an answer does not say that its request is on record",
            $"{Migrations}/Running/SeveralRuns/Handover.cs",
            "Concat(IsOnRecord ? [] : [NotKnown])",
            "Concat(IsOnRecord ? [] : new string[] { })",
            OnPostgres("ADatabaseThatSaysNothing")),
        new(
            "a session whose link is lost is ended, also where the server takes it for alive",
            $"{Migrations}/Running/Sessions/LostSessions.cs",
            "backends.Lost.Count == 0",
            "backends.Lost.Count >= 0",
            OnPostgres("ADatabaseThatSaysNothing", "ALackOfTime")),
        new(
            "a Create that could not undo itself is taken back by its Delete",
            $"{Migrations}/Deploying/FailedDeployment.cs",
            "MayBeHalfMade = !range.IsEmpty",
            "MayBeHalfMade = range.IsEmpty",
            OnPostgres("ADeleteOfACreateThatFailed")),
        new(
            "the statements of a script without a transaction pass the fence",
            $"{Migrations}/Running/Committing/FencedCommit.cs",
            "if (fence.RecordsAffected == 0 || !pipeline.HasFoundAll)",
            "if ((fence.RecordsAffected == 0 || !pipeline.HasFoundAll) && behind is null)",
            OnPostgres("ARunThatReconnectsTooLate")),
        new(
            "what a deployment has settled is kept again by its rollback",
            $"{Migrations}/Deploying/RollbackDeployment.cs",
            "row.IsPresent && settled.Contains(row.Id)",
            "!row.IsPresent && settled.Contains(row.Id)",
            OnPostgres("AScriptWithoutADown")),
        new(
            "a kept script that an order has reverted is kept again by the order's rollback",
            $"{Migrations}/Journaling/StoredScript.cs",
            "Read(row) is var stored && row.GetBoolean(12)",
            "Read(row) is var stored && !row.GetBoolean(12)",
            OnPostgres("AKeptScriptThatAnOrderReverts")),
        new(
            "a rollback that ends before it is done gives back what was only in the way",
            $"{Migrations}/Deploying/RollbackDeployment.cs",
            "if (left.Away.Count == 0)",
            "if (left.Away.Count >= 0)",
            OnPostgres("ARollbackThatIsCutOff", "ARestoringThatIsCutOff", "ARollbackThatFailsTwice")),
        new(
            "how far a rollback had made a script again stays on record",
            $"{Migrations}/Journaling/Deployment.cs",
            "WHERE $2 = 'failed' OR EXISTS (",
            "WHERE $2 = 'failed' OR false AND EXISTS (",
            OnPostgres("ARestoringThatIsCutOff")),
        new(
            "who reconnects goes on only where its request is still under way",
            $"{Migrations}/Running/Committing/Retries.cs",
            "standing is { IsLocked: true, Request.IsUnderWay: true } ? false",
            "standing.IsLocked ? false",
            OnPostgres("ARunThatReconnectsTooLate")),
        new(
            "a run that was superseded is ended where its successor wants the lock",
            $"{Migrations}/Running/Sessions/Eviction.cs",
            "OR $4 AND d.state = 'superseded'",
            "OR $4 AND d.state = 'none'",
            OnPostgres("ARunThatIsSuperseded")),
        new(
            "a lock that somebody else keeps is never SUCCESS",
            $"{Migrations}/Deploying/LastResort.cs",
            "and not AdmissionRefusedException { IsForLock: true }",
            "and not AdmissionRefusedException { IsForLock: true, Message: \"\" }",
            OnPostgres("ALockThatSomebodyKeeps")),
        new(
            "a request that failed is not tried again behind a later one",
            $"{Migrations}/Journaling/Admission.cs",
            "AND later.logical_id = $3 AND later.id > d.id) AS anew)",
            "AND later.logical_id = $3 AND later.id < 0) AS anew)",
            OnPostgres("AnEventThatComesAgain")),
        new(
            "a Delete with an invented id takes back the Create that was under way",
            $"{Migrations}/Deploying/CreationTakenBack.cs",
            "LastAttempt is not { RequestType: \"Create\", IsRecent: true } create",
            "LastAttempt is not { RequestType: \"Nothing\", IsRecent: true } create",
            OnPostgres("ARunThatIsSuperseded")),
        new(
            "and is on record, also where nothing was ever deployed",
            $"{Migrations}/MigrationResource.cs",
            "var makeTables = !isOurs && !target.IsContinued;",
            "var makeTables = !isOurs && isOurs;",
            OnPostgres("AnEventThatComesAgain", "ADeleteOfACreateThatFailed")),
        new(
            "and so does that of a Create of which another run may be at work",
            $"{Migrations}/Running/Sessions/AdmissionRefusedException.cs",
            "MayBeAtWork = runs > 1",
            "MayBeAtWork = runs > 1000",
            OnPostgres("ALockThatSomebodyKeeps")),
        new(
            "a deployment that ran out of time behind its last COMMIT is a SUCCESS",
            $"{Migrations}/Deploying/FailedDeployment.cs",
            "Gate.Decide(standing, target.Context) is Succeeded done",
            "Gate.Decide(standing, target.Context) is Failed done",
            OnPostgres("ALinkThatBreaks")),
        new(
            "what an order to go back took away comes back also with OnRollback: Keep",
            $"{Migrations}/Deploying/RollbackDeployment.cs",
            "policy == RollbackPolicy.Keep && !range.IsOfAnOrderToGoDown",
            "policy == RollbackPolicy.Keep",
            OnPostgres("AnOrderToGoBack")),
        new(
            "rows that a rollback writes again are known as the migration's own",
            $"{Migrations}/Connecting/Savepoint.cs",
            "ROLLBACK TO SAVEPOINT {Name}\"), Release]",
            "ROLLBACK TO SAVEPOINT {Name}\")]",
            OnPostgres("AnOrderToGoBack")),
        new(
            "a script that was cut off is taken back as far as it had come",
            $"{Migrations}/Running/Statements/UnreachedChange.cs",
            "step is not RevertStep { IsOfAPart: true }",
            "step is not RevertStep { IsOfAPart: false }",
            OnPostgres("AScriptThatWasCutOff")),
    ];

    static MutationTests Schedules => new("CustomResources.Tests", "AnySchedule");

    static MutationTests OnPostgres(params IReadOnlyList<string> classes) => new("PostgresMigrations.Tests", classes);
}
