namespace Lockstep.Cli.Mutating;

/// <summary>One safety of the product, switched off in its source.</summary>
/// <param name="Name">What is switched off.</param>
/// <param name="File">The file, from the project's root.</param>
/// <param name="Original">A text that is in it once.</param>
/// <param name="Mutant">What stands there instead.</param>
/// <param name="Tests">Who has to notice.</param>
sealed record Mutation(string Name, string File, string Original, string Mutant, MutationTests Tests)
{
    /// <summary>The file's text with the safety switched off.</summary>
    /// <exception cref="InvalidDataException">The original is not there, or not once.</exception>
    public string Apply(string text)
    {
        var first = text.IndexOf(Original, StringComparison.Ordinal);
        return first >= 0 && text.IndexOf(Original, first + 1, StringComparison.Ordinal) < 0
            ? string.Concat(text.AsSpan(0, first), Mutant, text.AsSpan(first + Original.Length))
            : throw new InvalidDataException(
                $"{File} does not have this text once, which the mutation \"{Name}\" replaces. "
                + $"Write the mutation anew.\n{Original}");
    }
}

/// <param name="Project">A project under <c>tests/</c>.</param>
/// <param name="Classes">Classes of it, without their namespaces; one test of theirs has to fail.</param>
sealed record MutationTests(string Project, params IReadOnlyList<string> Classes);
