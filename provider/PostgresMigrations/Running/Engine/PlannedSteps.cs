using DbUp.Engine;
using DbUp.Engine.Transactions;
using DbUp.Support;

namespace Lockstep.PostgresMigrations.Running.Engine;

/// <summary>Hands DbUp the steps of a plan: what to run and in which order is decided by then.</summary>
sealed class PlannedSteps(IReadOnlyList<Segment> segments) : IScriptProvider, IScriptSorter, IScriptFilter
{
    public IEnumerable<SqlScript> GetScripts(IConnectionManager connectionManager) =>
        segments.SelectMany(segment => segment.Steps.Select(step => new StepScript(step, segment)));

    public IEnumerable<SqlScript> Sort(IEnumerable<SqlScript> scripts, ScriptNameComparer comparer) => scripts;

    public IEnumerable<SqlScript> Filter(
        IEnumerable<SqlScript> sorted, HashSet<string> executedScriptNames, ScriptNameComparer comparer) =>
        sorted;
}
