namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>
/// Splits SQL where PostgreSQL's grammar ends statements (not where psql does): at a semicolon outside quotes,
/// comments, parentheses and the <c>BEGIN ATOMIC … END</c> of a routine. One pass, statement by statement, nothing allocated.
/// </summary>
static class StatementLexer
{
    /// <summary>
    /// Finds the next statement at or behind <paramref name="position"/> and moves the position behind it.
    /// </summary>
    /// <param name="text">The whole script.</param>
    /// <param name="position">Where to go on; 0 at first.</param>
    /// <param name="problems">Takes what is wrong with the text, if anyone wants to know.</param>
    /// <param name="statement">The statement found.</param>
    /// <returns>False when there is no further statement.</returns>
    public static bool TryReadNext(
        ReadOnlySpan<char> text, ref int position, ICollection<LexicalProblem>? problems, out StatementSpan statement)
    {
        var reader = new StatementReader(text, position, problems);
        var found = reader.TryRead(out statement);
        position = reader.Position;
        return found;
    }
}
