using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>The views, routines and triggers that a script makes, and what else it does, as far as its text tells.</summary>
sealed class CreatedObjects
{
    readonly List<CreatedObject> _objects = [];
    readonly List<string> _others = [];
    readonly List<HashSet<string>> _words = [];

    CreatedObjects(ScriptText script)
    {
        foreach (var statement in script.Statements)
        {
            _words.Add(Words(statement.Characters));
            if (CreatedObject.Of(statement.Characters) is { } made)
            {
                _objects.Add(made);
            }
            else
            {
                _others.Add(statement.Text);
            }
        }
    }

    public static CreatedObjects Of(ScriptText script) => new(script);

    public IReadOnlyList<CreatedObject> Objects => _objects;

    /// <summary>The statements that make none of them, verbatim.</summary>
    public IReadOnlyList<string> Others => _others;

    /// <summary>
    /// Whether nothing of the script is left once the objects are dropped: the rest of it only changes them.
    /// </summary>
    public bool IsAll => _objects.Count > 0 && _others.TrueForAll(IsAbout);

    /// <summary>Whether the script names it anywhere, as a name.</summary>
    /// <param name="name">As the catalogue has it.</param>
    public bool Mentions(string name) => _words.Exists(words => words.Contains(name));

    /// <summary>Whether the script itself grants or revokes this.</summary>
    /// <param name="grantee">The role as the catalogue has it; <c>public</c> for everybody.</param>
    /// <param name="privilege"><c>SELECT</c> and its kind.</param>
    public bool Grants(string grantee, string privilege) => _words.Exists(words =>
        (words.Contains("grant") || words.Contains("revoke")) && words.Contains(grantee)
            && (words.Contains("all") || words.Contains(Identifier.Of(privilege))));

    /// <summary>Whether the script itself comments on something.</summary>
    public bool Comments => _words.Exists(words => words.Contains("comment"));

    bool IsAbout(string statement)
    {
        var words = Words(statement);
        return IsSetting(statement) || (GoesWithAnObject(statement) && _objects.Exists(made => words.Contains(made.Name.Name)));
    }

    static bool IsSetting(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        return words.Is("SET") || words.Is("RESET");
    }

    // What is done to a view or routine is gone with it; so are an index of a materialized view and a rule.
    static bool GoesWithAnObject(ReadOnlySpan<char> statement)
    {
        var words = new WordReader(statement);
        if (words.Take("CREATE"))
        {
            words.Take("OR", "REPLACE");
            return words.Is("INDEX") || words.Is("UNIQUE") || words.Is("RULE");
        }

        return words.Take("ALTER") || words.Take("DROP")
            ? words.Is("VIEW") || words.Is("MATERIALIZED") || words.Is("FUNCTION") || words.Is("PROCEDURE")
                || words.Is("ROUTINE") || words.Is("TRIGGER")
            : words.Is("GRANT") || words.Is("REVOKE") || words.Is("COMMENT") || words.Is("REFRESH");
    }

    static HashSet<string> Words(ReadOnlySpan<char> statement)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var tokens = new Tokenizer(statement, 0);
        while (tokens.Read())
        {
            if (tokens.Kind is TokenKind.Word or TokenKind.QuotedName)
            {
                words.Add(Identifier.Of(tokens.Value));
            }
        }

        return words;
    }
}
