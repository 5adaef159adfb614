using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Schedules.Functions;

namespace Lockstep.CustomResources.Tests.Schedules.Modelling;

/// <summary>
/// What a resource migrates: objects, the journal, the requests, the lock. It keeps the rules that PostgreSQL and Lockstep's
/// journal keep, as far as a function's order of events can break them; each method is one transaction.
/// </summary>
/// <param name="time">Its clock.</param>
/// <param name="others">When somebody else wants the lock, whom nobody ends: from when on, as soon as it is free, and until
/// when.</param>
sealed class Database(TimeProvider time, IReadOnlyList<(DateTimeOffset From, DateTimeOffset Until)> others)
{
    readonly List<Connection> _sessions = [];
    readonly List<Deployment> _deployments = [];
    readonly List<JournalRow> _rows = [];
    readonly SortedSet<string> _objects = new(StringComparer.Ordinal);
    Connection? _holder;

    /// <summary>What a catalogue shows.</summary>
    public string Schema => string.Join(' ', _objects);

    /// <summary>What the journal says is there.</summary>
    public string Journal =>
        string.Join(' ', Present.SelectMany(row => row.Script.Objects).Order(StringComparer.Ordinal));

    public IEnumerable<JournalRow> Present => _rows.Where(row => row.IsPresent);

    public IReadOnlyList<Deployment> Deployments => _deployments;

    /// <summary>Whose run has the lock.</summary>
    public Connection? Holder => _holder is { } holder && holder.IsHeldAt(time.GetUtcNow()) ? holder : null;

    /// <summary>Whether somebody else has it.</summary>
    bool IsLockedByOthers => Holder is null
        && others.Any(one => one.From <= time.GetUtcNow() && time.GetUtcNow() < one.Until);

    /// <summary>All that there ever were: the place of one is its process's number.</summary>
    public IReadOnlyList<Connection> Sessions => _sessions;

    public int Version => Present.Select(row => row.Script.Number).DefaultIfEmpty(0).Max();

    /// <summary>Records a request and supersedes those before it that still run.</summary>
    /// <remarks>A request that is taken up again has the id that it had (aws-cdk#35957), and another signature.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="revision">What is wanted.</param>
    /// <param name="isCounted">Whether this run has done so already, on a link that broke.</param>
    /// <returns>Null: one that was made later is on record.</returns>
    public Deployment? Record(RequestContext context, int revision, bool isCounted)
    {
        var signed = context.SignedAt!.Value;
        if (context.Continuation.Run == 1)
        {
            Rename(context, signed);
            Insert(context, revision, isCounted);
        }
        else if (Find(context) is { } handedOn)
        {
            handedOn.Run += isCounted ? 0 : 1;
        }

        var mine = Find(context);
        if (mine is { State: DeploymentState.Running })
        {
            foreach (var earlier in _deployments.Where(one => one.Id < mine.Id && one.State == DeploymentState.Running))
            {
                earlier.State = DeploymentState.Superseded;
            }
        }

        return mine;
    }

    Deployment? Find(RequestContext context) =>
        _deployments.Find(one => one.RequestId == context.RequestId && one.SignedAt <= context.SignedAt);

    // With other properties, behind what came in between, or while it is at work, it is another request, and the earlier one keeps its row.
    void Rename(RequestContext context, DateTimeOffset signed)
    {
        if (Find(context) is { } former && former.SignedAt < signed
            && (former.State == DeploymentState.Running || former.Properties != PropertiesOf(context)
                || HasPassed(former, signed)))
        {
            former.RequestId = $"{former.RequestId} of {former.SignedAt:O}";
        }
    }

    bool HasPassed(Deployment former, DateTimeOffset signed) => !IsLast(former)
        && _deployments.Where(later => later.Id > former.Id).All(later => later.SignedAt <= signed);

    void Insert(RequestContext context, int revision, bool isCounted)
    {
        var signed = context.SignedAt!.Value;
        if (_deployments.Exists(other => other.SignedAt > signed))
        {
            return;
        }

        if (_deployments.Find(one => one.RequestId == context.RequestId) is not { } former)
        {
            _deployments.Add(new()
            {
                Id = _deployments.Count + 1,
                RequestId = context.RequestId,
                RequestType = context.RequestType,
                SignedAt = signed,
                Properties = PropertiesOf(context),
                Revision = revision,
            });
        }
        else if (former.State == DeploymentState.Failed && IsLast(former))
        {
            // Its answer may not have arrived.
            (former.State, former.Run, former.SignedAt) = (DeploymentState.Running, 1, signed);
        }
        else
        {
            former.Run += isCounted ? 0 : 1;
        }
    }

    static (string New, string? Old) PropertiesOf(RequestContext context) =>
        (context.ResourceProperties.GetRawText(), context.OldResourceProperties?.GetRawText());

    /// <summary>A new session.</summary>
    public Connection Connect(FunctionProcess process)
    {
        var session = new Connection(this, process);
        _sessions.Add(session);
        return session;
    }

    /// <summary>Whether anything was run without the lock: two migrators could have been at work.</summary>
    public bool IsIntruded { get; private set; }

    /// <summary>Somebody has run something without the lock.</summary>
    public Exception Intruded()
    {
        IsIntruded = true;
        return new InvalidOperationException("A statement without the lock.");
    }

    public bool IsLast(Deployment deployment) => deployment.Id == _deployments.Count;

    public bool TryLock(Connection connection)
    {
        _holder = Holder ?? (IsLockedByOthers ? null : connection);
        return _holder == connection;
    }

    public void Unlock(Connection connection) => _holder = _holder == connection ? null : _holder;

    /// <summary>The fence, and then what a transaction has done; false: somebody took over.</summary>
    public bool Commit(Connection connection, Action changes)
    {
        if (Holder != connection || connection.Deployment.State != DeploymentState.Running)
        {
            return false;
        }

        changes();
        return true;
    }

    public void Apply(Script script, IEnumerable<string> made, Deployment deployment)
    {
        _objects.UnionWith(made);
        _rows.Add(new(script, deployment.Id));
    }

    public void Revert(JournalRow row)
    {
        _objects.ExceptWith(row.Script.Objects);
        row.State = JournalState.Reverted;
    }
}
