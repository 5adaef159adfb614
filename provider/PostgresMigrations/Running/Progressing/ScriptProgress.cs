using Lockstep.PostgresMigrations.Connecting;
using Lockstep.PostgresMigrations.Journaling;
using Lockstep.PostgresMigrations.Scripts;
using Npgsql;

namespace Lockstep.PostgresMigrations.Running.Progressing;

/// <summary>
/// Walks through a script's statements, past those that an earlier run has done, and says what to write down of how far it is.
/// </summary>
/// <remarks>
/// It stands in column <c>answer</c> of the deployment until that has one, and beside the reason of one that failed: the columns
/// are final (docs/decisions/0018).
/// </remarks>
sealed class ScriptProgress : IDisposable
{
    readonly RunStep _step;
    readonly Deployment _deployment;
    readonly Progress? _earlier;
    readonly bool _isAgain;
    readonly StatementsHash _hash = new();
    string _before;
    int _reached;

    ScriptProgress(RunStep step, Deployment deployment, Progress? earlier, bool isAgain)
    {
        (_step, _deployment, _earlier, _isAgain) = (step, deployment, earlier, isAgain);
        _before = _hash.Current;
    }

    /// <summary>How many statements an earlier run has done.</summary>
    public int Done => _earlier?.Done ?? 0;

    /// <summary>Whether an earlier run has begun the script, and this one goes on where that stopped.</summary>
    public bool IsResumed => Done > 0 || _earlier?.Begun is not null;

    /// <summary>Whether the statement that is reached was begun by an earlier run that did not see its end.</summary>
    public bool IsBegun => BegunHere is not null;

    /// <summary>The indexes there were before that, or the partition.</summary>
    public IReadOnlyList<long> Before => BegunHere?.Indexes ?? [];

    /// <summary>Whether the statement that was begun had the same text.</summary>
    public bool IsSame => BegunHere?.Checksum == _hash.Current;

    BegunStatement? BegunHere => _reached == Done + 1 ? _earlier?.Begun : null;

    /// <summary>What an earlier run of the step has written down; nothing where the text up to there has changed since.</summary>
    public static async Task<ScriptProgress> FindAsync(
        NpgsqlConnection connection, RunStep step, Deployment deployment, CancellationToken cancellationToken)
    {
        var stored = await connection.QueryAsync(
            ProgressEntries.Find(step, deployment), row => row.Text(0), cancellationToken);
        var noted = stored is [{ } text] ? Progress.FromStored(text) : null;
        var earlier = noted is not null && IsStillSo(step.Text, noted) ? noted : null;

        // A row that says that it runs, and nobody can go on from it: how far it had come is forgotten, or was another text's.
        var isAgain = step is not RevertStep && stored.Count > 0 && (earlier is null || earlier.IsAgain is true);
        return new ScriptProgress(step, deployment, earlier, isAgain);
    }

    /// <summary>Comes to the next statement.</summary>
    /// <returns>Whether an earlier run has done it.</returns>
    public bool Reach(Statement statement)
    {
        _before = _hash.Current;
        _hash.Add(statement);
        _reached++;
        return _reached <= Done;
    }

    /// <summary>What an earlier run has come to, for this deployment to go on from.</summary>
    public Sql Carried => Entry(_earlier ?? new Progress(0, _before, null));

    /// <summary>The statement that is reached has ended.</summary>
    public Sql Ended => Entry(new Progress(_reached, _hash.Current, null));

    /// <summary>The statement that is reached was begun, and nothing has come of it.</summary>
    public Sql NotBegun => Entry(new Progress(_reached - 1, _before, null));

    /// <summary>The statement that is reached is about to be begun.</summary>
    /// <param name="indexes">The oids of the indexes there are, or of the partition.</param>
    public Sql Beginning(IReadOnlyList<long> indexes) =>
        Entry(new Progress(_reached - 1, _before, new BegunStatement(_hash.Current, indexes)));

    public void Dispose() => _hash.Dispose();

    Sql Entry(Progress progress) =>
        ProgressEntries.Write(_step, _deployment, _isAgain ? progress with { IsAgain = true } : progress);

    static bool IsStillSo(ScriptText text, Progress earlier)
    {
        using var hash = new StatementsHash();
        foreach (var statement in text.Statements.Take(earlier.Done))
        {
            hash.Add(statement);
        }

        return hash.Current == earlier.Checksum;
    }
}
