namespace Lockstep.PostgresMigrations.Linting;

/// <summary>Every rule there is. docs/lint.md says of each why, with an example.</summary>
static class LintRules
{
    const string Alone = "'-- lockstep: no-transaction'";

    public static readonly LintRule CreateIndex = new(
        "create-index",
        "stops every write to the table until the index is built.",
        $"Use CREATE INDEX CONCURRENTLY in a script with {Alone}.");

    public static readonly LintRule DropIndex = new(
        "drop-index",
        "needs the table for itself: while it waits for its turn, every read and write waits behind it.",
        $"Use DROP INDEX CONCURRENTLY in a script with {Alone}.");

    public static readonly LintRule Reindex = new(
        "reindex",
        "stops every write to the table, and reads that use the index, until it is built again.",
        $"Use REINDEX … CONCURRENTLY in a script with {Alone}.");

    public static readonly LintRule ForeignKey = new(
        "validated-foreign-key",
        "stops every write to both tables while all rows are checked.",
        $"Add it NOT VALID, and VALIDATE CONSTRAINT in a later script with {Alone}.");

    public static readonly LintRule Check = new(
        "validated-check",
        "stops every read and write of the table while all rows are checked.",
        $"Add it as a constraint of the table, NOT VALID, and VALIDATE CONSTRAINT in a later script with {Alone}.");

    public static readonly LintRule ConstraintIndex = new(
        "constraint-index",
        "stops every read and write of the table until its index is built.",
        "Build a unique index CONCURRENTLY in an earlier script, then ADD CONSTRAINT … USING INDEX.");

    public static readonly LintRule SetNotNull = new(
        "set-not-null",
        "stops every read and write of the table while all rows are checked.",
        "Add CHECK (column IS NOT NULL) NOT VALID and validate it in earlier scripts: then nothing is left to check.");

    public static readonly LintRule RequiredColumn = new(
        "required-column",
        "fails where the table has rows; where it has none, every INSERT of the running code fails from then on.",
        "Add it with a DEFAULT, or nullable, and SET NOT NULL when the code writes it.");

    public static readonly LintRule Rewrite = new(
        "table-rewrite",
        "stops every read and write of the table while all of it is written anew.",
        "Use pg_repack, or do it while nobody works and say so with allow.");

    public static readonly LintRule TruncateCascade = new(
        "truncate-cascade",
        "empties every table that refers to it, whatever they are by then.",
        "Name the tables, without CASCADE.");

    public static readonly LintRule RenameColumn = Renaming(
        "rename-column", "Add a column, keep both in step, and drop the old one a release later.");

    public static readonly LintRule RenameTable = Renaming(
        "rename-table", "Leave a view under the old name, and drop it a release later.");

    public static readonly LintRule RenameSchema = Renaming(
        "rename-schema", "Leave views under the old name, and drop them a release later.");

    public static readonly LintRule RenameEnumValue = Renaming(
        "rename-enum-value", "Add a value, and let the code know both; the old one can stay.");

    public static readonly LintRule DropColumn = Dropping("drop-column");
    public static readonly LintRule DropTable = Dropping("drop-table");
    public static readonly LintRule DropSchema = Dropping("drop-schema");
    public static readonly LintRule DropDatabase = Dropping("drop-database");

    public static readonly LintRule DropNotNull = new(
        "drop-not-null",
        "lets nulls in that the running code has never met, and a rollback cannot take it back over them.",
        "Deploy code that reads nulls first, then allow it with that reason.");

    public static readonly LintRule ContractBeforeExpand = new(
        "contract-before-expand",
        "no code had the time to move from the one to the other.",
        "Deploy the new one and the code that uses it first (TargetVersion stops there); drop the old one a deployment later.");

    public static readonly LintRule Backfill = new(
        "backfill-under-lock",
        "is still locked: nobody reads or writes that table until every row is written.",
        $"Put the backfill into a script of its own with {Alone} or '-- lockstep: batches'.");

    public static readonly LintRule Validate = new(
        "validate-under-lock",
        "checks all rows under the lock of the transaction that added it, as if NOT VALID were not there.",
        $"Put it into a later script with {Alone}; in a Batch, scripts without it share a transaction.");

    public static readonly LintRule EnumValue = new(
        "enum-value-in-use",
        "fails (55P04): a new value of an enum can be used only after a commit.",
        $"Put ADD VALUE IF NOT EXISTS into an earlier script with {Alone}.");

    public static readonly LintRule NotRepeatable = new(
        "not-repeatable",
        "fails or is done twice if it is run again, as it may be when the script was cut short there, or mended in front of it.",
        "");

    public static readonly LintRule NoDown = new(
        "no-down",
        "A rollback over this script keeps the schema ahead of the code.",
        "Write the down, or say '-- lockstep: irreversible'.");

    public static readonly LintRule DownCannotRestore = new(
        "down-cannot-restore",
        "a rollback over this script would say that everything is as before, and it is not.",
        "");

    public static readonly LintRule DataLoss = new(
        "data-loss",
        "takes rows that this deployment did not write.",
        "Take back only what the up made, or say in the down '-- lockstep: allow data-loss: reason'.");

    public static readonly LintRule UnknownRule = new("unknown-rule", "allows nothing.", "docs/lint.md has the names.");

    public static IReadOnlyList<LintRule> All { get; } =
    [
        CreateIndex, DropIndex, Reindex, ForeignKey, Check, ConstraintIndex, SetNotNull, RequiredColumn, Rewrite, TruncateCascade,
        RenameColumn, RenameTable, RenameSchema, RenameEnumValue, DropColumn, DropTable, DropSchema, DropDatabase, DropNotNull,
        ContractBeforeExpand, Backfill, Validate, EnumValue, NotRepeatable, NoDown, DownCannotRestore, DataLoss, UnknownRule,
    ];

    static LintRule Renaming(string name, string remedy) => new(
        name, "breaks the code that runs until the stack's update ends, and the new code while that is rolled back.", remedy);

    static LintRule Dropping(string name) => new(
        name,
        "breaks the code that still uses it: that runs until the stack's update ends, and comes back when it fails.",
        "Deploy code without it first; then drop it, with allow and that reason.");
}
