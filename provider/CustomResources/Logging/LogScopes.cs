namespace Lockstep.CustomResources.Logging;

/// <summary>What holds for every line until its scope ends, wherever in the flow the line is written.</summary>
sealed class LogScopes
{
    readonly AsyncLocal<Scope?> _innermost = new();

    /// <summary>The arguments of the scopes around this line, the innermost first.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Arguments
    {
        get
        {
            for (var scope = _innermost.Value; scope is not null; scope = scope.Outer)
            {
                foreach (var argument in scope.Arguments)
                {
                    yield return argument;
                }
            }
        }
    }

    public IDisposable Begin<TState>(TState state)
    {
        var scope = new Scope(this, _innermost.Value, state as IEnumerable<KeyValuePair<string, object?>> ?? []);
        _innermost.Value = scope;
        return scope;
    }

    sealed record Scope(LogScopes Scopes, Scope? Outer, IEnumerable<KeyValuePair<string, object?>> Arguments) : IDisposable
    {
        public void Dispose() => Scopes._innermost.Value = Outer;
    }
}
