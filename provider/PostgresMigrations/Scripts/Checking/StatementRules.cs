using Lockstep.PostgresMigrations.Scripts.Classifying;
using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>Finds statements that do not fit the way their script runs.</summary>
sealed class StatementRules(Directives directives, List<TextProblem> problems)
{
    const string Remedy = "Put '-- lockstep: no-transaction' at the top of the script";

    Statement? _openedBy;
    Statement? _last;
    int _count;

    public void Take(Statement statement)
    {
        _count++;
        _last = statement;
        CheckStrings(statement);
        CheckCopies(statement);
        if (directives.IsTransactional || directives.Batches)
        {
            CheckInside(statement);
        }
        else
        {
            CheckOutside(statement);
        }
    }

    public void TakeEnd()
    {
        if (_openedBy is { } opening)
        {
            Report(opening, "This transaction is never committed. End it in the script.");
        }

        if (directives.Batches && _count != 1)
        {
            problems.Add(new TextProblem(
                _last?.Span.Start ?? 0, $"'batches' repeats one statement; this script has {_count}."));
        }

        if (directives.Batches && _count == 1
            && _last is { TransactionControl: TransactionControl.None, ChangesRows: false } other)
        {
            Report(other, "'batches' repeats an INSERT, UPDATE, DELETE or MERGE until it affects no row, "
                + $"which {FirstWord(other)} never says. Remove 'batches'.");
        }

        if (directives.Batches && directives.NoTransaction)
        {
            problems.Add(new TextProblem(0, "'batches' runs each batch in a transaction; remove 'no-transaction'."));
        }
    }

    void CheckInside(Statement statement)
    {
        if (statement.TransactionControl is not TransactionControl.None)
        {
            Report(statement, $"{FirstWord(statement)} in a script that runs inside a transaction. Remove it. {Remedy} "
                + "if it must have its own transactions.");
        }
        else if (statement.OutsideTransaction is { } name)
        {
            Report(statement, $"{name} cannot run inside a transaction. {Remedy}.");
        }
    }

    void CheckOutside(Statement statement)
    {
        if (_openedBy is not null && statement.OutsideTransaction is { } name)
        {
            Report(statement, $"{name} cannot run inside a transaction. Move it out of the script's BEGIN … COMMIT.");
        }

        _openedBy = statement.TransactionControl switch
        {
            TransactionControl.Begin or TransactionControl.Chain => statement,
            TransactionControl.End or TransactionControl.Prepare => null,
            _ => _openedBy,
        };
        CheckControl(statement);
    }

    // How far a script has come is written down with its transactions and between them.
    void CheckControl(Statement statement)
    {
        var control = statement.TransactionControl;
        if (control == TransactionControl.Chain)
        {
            var end = FirstWord(statement);
            Report(statement, $"{end} AND CHAIN leaves no moment between two transactions to write down how far the script has "
                + $"come. Write {end}; BEGIN; instead.");
        }
        else if (control == TransactionControl.Prepare)
        {
            Report(statement, "PREPARE TRANSACTION keeps its locks when the script has ended, that on the deployment's own row "
                + "in the journal among them. Write COMMIT instead.");
        }
    }

    void CheckStrings(Statement statement)
    {
        if (StringSettings.TurnsEscapesOn(statement.Characters))
        {
            Report(statement, "standard_conforming_strings must stay on: else the script's quotes mean something else. "
                + "Remove it, and write E'…' where a backslash escapes.");
        }
    }

    void CheckCopies(Statement statement)
    {
        if (CopyOut.IsDoneBy(statement.Characters))
        {
            Report(statement, "COPY … TO STDOUT sends rows to a client, and a migration has nobody who reads them. Remove it.");
        }
    }

    void Report(Statement statement, string message) => problems.Add(new TextProblem(statement.Span.Start, message));

    static string FirstWord(Statement statement)
    {
        var tokens = new Tokenizer(statement.Characters, 0);
        tokens.Read();
        return tokens.Value.ToString().ToUpperInvariant();
    }
}
