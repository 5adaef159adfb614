using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Scripts.Locating;

/// <summary>Finds the line of a COPY's data that the server complains about: <c>COPY t, line 2, column a: "x"</c>.</summary>
static class CopyLines
{
    public static ScriptPosition? Find(Statement statement, CallStack stack)
    {
        var words = new WordReader(statement.Characters);
        words.Take("COPY");
        words.Take("BINARY");
        if (!statement.CopiesFromStdin
            || !words.TakeName(out var table)
            || stack.NumberBehind($"COPY {table.Name}, ") is not { } line)
        {
            return null;
        }

        var start = statement.Script.At(statement.Span.DataStart);
        return new ScriptPosition(start.Line + line - 1, 1);
    }
}
