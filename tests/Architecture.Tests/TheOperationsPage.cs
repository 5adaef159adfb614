using System.Text.RegularExpressions;

namespace Lockstep.Architecture.Tests;

/// <summary>docs/operations.md: whoever searches it for words of a message finds what the message means and what to do.</summary>
public sealed partial class TheOperationsPage
{
    const string Path = "docs/operations.md";
    const string Heading = "\n## Every message\n";

    [Fact]
    public void KnowsEveryMessage() =>
        Messages.OfTheProduct.Where(message => !Phrases.Any(phrase => phrase.IsIn(message)))
            .Select(message => $"\n{message}").ShouldBeEmpty();

    [Fact]
    public void KnowsNoMessageThatNobodySays() =>
        Phrases.Where(phrase => !Messages.OfTheProduct.Any(phrase.IsIn))
            .Select(phrase => phrase.Text).ShouldBeEmpty();

    [Fact]
    public void SaysOfEachMessageWhatItMeansOrWhatToDo() =>
        Rows.Where(cells => cells is not [_, { Length: > 0 }]).Select(cells => cells[0]).ShouldBeEmpty();

    /// <summary>A phrase of a few words would take in messages that are not written yet.</summary>
    [Fact]
    public void QuotesEnoughOfAMessageToTellItFromOthers() =>
        Phrases.Where(phrase => phrase.IsVague || Messages.OfTheProduct.Count(phrase.IsIn) > 5)
            .Select(phrase => phrase.Text).ShouldBeEmpty();

    static IReadOnlyList<string[]> Rows { get; } =
    [
        .. Sources.Of(Path).Text.Split(Heading)[1].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries)),
    ];

    static IReadOnlyList<Phrase> Phrases { get; } =
    [
        .. Rows.SelectMany(cells => CodeSpan().Matches(cells[0])).Select(span => new Phrase(span.Groups["text"].Value)),
    ];

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CodeSpan();

    /// <param name="Text">Words of a message; <see cref="TextExpression.Hole"/> for any others between them.</param>
    sealed record Phrase(string Text)
    {
        readonly IReadOnlyList<string> _parts = [.. Text.Split(TextExpression.Hole, StringSplitOptions.RemoveEmptyEntries)];

        public bool IsVague => _parts.Sum(part => part.Count(char.IsLetter)) < 6;

        public bool IsIn(Message message)
        {
            var at = 0;
            foreach (var part in _parts)
            {
                var found = message.Text.IndexOf(part, at, StringComparison.Ordinal);
                if (found < 0)
                {
                    return false;
                }

                at = found + part.Length;
            }

            return true;
        }
    }
}
