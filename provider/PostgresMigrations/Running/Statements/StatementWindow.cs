using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>
/// Hands statements out in portions that fit into one round trip. What was sent behind an error was sent for nothing, so the next
/// portion is small, and they grow again while all is well.
/// </summary>
sealed class StatementWindow(IEnumerable<Statement> statements) : IDisposable
{
    const int Fewest = 8;
    const int Most = 1024;
    const int MostCharacters = 1_000_000;

    readonly IEnumerator<Statement> _rest = statements.GetEnumerator();
    readonly List<Statement> _portion = [];
    int _size = Most;
    int _characters;

    /// <summary>The next ones, from the first that was not taken; empty behind the last.</summary>
    public IReadOnlyList<Statement> Portion
    {
        get
        {
            while (_portion.Count < _size && _characters < MostCharacters && _rest.MoveNext())
            {
                _portion.Add(_rest.Current);
                _characters += _rest.Current.Characters.Length;
            }

            return [.. _portion.Take(_size)];
        }
    }

    /// <summary>Takes the first of the portion.</summary>
    /// <param name="count">How many.</param>
    /// <param name="hasFailed">Whether the last of them was an error.</param>
    public void Take(int count, bool hasFailed)
    {
        _size = hasFailed ? Fewest : Math.Min(_size * 2, Most);
        _characters -= _portion.Take(count).Sum(statement => statement.Characters.Length);
        _portion.RemoveRange(0, count);
    }

    public void Dispose() => _rest.Dispose();
}
