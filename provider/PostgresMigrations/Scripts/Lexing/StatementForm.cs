using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>
/// What a statement's words say about where it ends. <c>BEGIN ATOMIC</c> opens a body only in CREATE FUNCTION or
/// PROCEDURE (elsewhere it is a column <c>begin</c> with the label <c>atomic</c>), and only an END that begins a
/// statement of the body closes it: gram.y's <c>opt_routine_body</c>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
struct StatementForm
{
    Step _step;
    int _bodies;

    /// <summary>The words so far, at top level.</summary>
    enum Step
    {
        Start,
        Create,
        CreateOr,
        CreateOrReplace,
        Routine,
        RoutineBegin,
        Copy,
        CopyFrom,
        CopyFromStdin,
        Other,
    }

    public readonly bool CopiesFromStdin => _step is Step.CopyFromStdin && _bodies == 0;

    public readonly bool IsInAtomicBody => _bodies > 0;

    public void Take(ReadOnlySpan<char> word, int parentheses)
    {
        if (_step is Step.Other || parentheses > 0)
        {
            return;
        }

        if (_step is Step.RoutineBegin && Keyword.Is(word, "ATOMIC"))
        {
            _bodies++;
            _step = Step.Start;
        }
        else if (_step is Step.Start && _bodies > 0 && Keyword.Is(word, "END"))
        {
            _bodies--;
            _step = Step.Other;
        }
        else
        {
            _step = After(_step, word);
        }
    }

    /// <summary>Takes a token that is no word and no semicolon.</summary>
    public void TakeOther() => _step = _step switch
    {
        Step.Routine or Step.RoutineBegin => Step.Routine,
        Step.Copy or Step.CopyFrom => Step.Copy,
        Step.CopyFromStdin => Step.CopyFromStdin,
        _ => Step.Other,
    };

    /// <summary>Takes a semicolon outside parentheses: it ends the statement, or one of a routine's body.</summary>
    public bool EndsAtSemicolon()
    {
        if (_bodies == 0)
        {
            return true;
        }

        _step = Step.Start;
        return false;
    }

    static Step After(Step step, ReadOnlySpan<char> word) => step switch
    {
        Step.Start when Keyword.Is(word, "CREATE") => Step.Create,
        Step.Start when Keyword.Is(word, "COPY") => Step.Copy,
        Step.Create when Keyword.Is(word, "OR") => Step.CreateOr,
        Step.CreateOr when Keyword.Is(word, "REPLACE") => Step.CreateOrReplace,
        Step.Create or Step.CreateOrReplace when Keyword.Is(word, "FUNCTION") || Keyword.Is(word, "PROCEDURE") =>
            Step.Routine,
        Step.Routine or Step.RoutineBegin => Keyword.Is(word, "BEGIN") ? Step.RoutineBegin : Step.Routine,
        Step.Copy or Step.CopyFrom when Keyword.Is(word, "FROM") => Step.CopyFrom,
        // The grammar takes STDOUT for STDIN here.
        Step.CopyFrom when Keyword.Is(word, "STDIN") || Keyword.Is(word, "STDOUT") => Step.CopyFromStdin,
        Step.Copy or Step.CopyFrom => Step.Copy,
        Step.CopyFromStdin => Step.CopyFromStdin,
        _ => Step.Other,
    };
}
