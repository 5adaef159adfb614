namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>The server is going to refuse them, in better words than ours: whoever reads them before must come to their end.</summary>
public sealed class StatementsWithTypingErrors
{
    [Fact]
    public void AreReadToTheirEnd()
    {
        var cases = Cases.Of($"{nameof(StatementsThatAreDangerous)}.{nameof(StatementsThatAreDangerous.AreFoundAndNoOthers)}")
            .Where(line => line.IsCase).ToList();
        cases.Count.ShouldBeGreaterThan(100);

        foreach (var wrong in cases.SelectMany(line => Wrong(line.Input.Split(' '))).Distinct(StringComparer.Ordinal))
        {
            Should.NotThrow(() => Read(wrong), wrong);
        }
    }

    static void Read(string wrong)
    {
        new Cases($"{wrong} ⇶ ").Findings();
        foreach (var statement in Cases.Up(wrong).Statements)
        {
            _ = (statement.OutsideTransaction, statement.TransactionControl, statement.AddsEnumValue, statement.ChangesRows,
                statement.ConcurrentIndex, statement.LockWeight, statement.Start);
        }
    }

    /// <summary>A word forgotten, one that is misspelt, two in the wrong order, and the end forgotten.</summary>
    static IEnumerable<string> Wrong(string[] words)
    {
        for (var index = 0; index < words.Length; index++)
        {
            var (before, after) = (words[..index], words[(index + 1)..]);
            yield return string.Join(' ', before);
            yield return string.Join(' ', [.. before, .. after]);
            yield return string.Join(' ', [.. before, $"{words[index]}x", .. after]);
            yield return string.Join(' ', [.. before, .. after.Take(1), words[index], .. after.Skip(1)]);
        }
    }
}
