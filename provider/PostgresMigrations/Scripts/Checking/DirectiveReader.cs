using Lockstep.CustomResources.Binding;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>Reads the directives of a script, which count only in the comment lines at its top.</summary>
sealed class DirectiveReader
{
    readonly List<AllowedRule> _allow = [];
    readonly List<TextProblem> _problems = [];
    Directives _directives = Directives.None;

    DirectiveReader()
    {
    }

    public Directives Directives => _directives with { Allow = _allow };

    public IReadOnlyList<TextProblem> Problems => _problems;

    /// <summary>Where the comment lines at the top end.</summary>
    public int HeadLength { get; private set; }

    public static DirectiveReader Read(ReadOnlySpan<char> text)
    {
        var reader = new DirectiveReader();
        for (var line = 1; reader.HeadLength < text.Length; line++)
        {
            var rest = text[reader.HeadLength..];
            var end = rest.IndexOfAny('\r', '\n');
            var content = end < 0 ? rest : rest[..end];
            var comment = content.TrimStart();
            if (!comment.IsEmpty && !comment.StartsWith("--"))
            {
                break;
            }

            reader.Take(comment, reader.HeadLength + content.Length - comment.Length, line);
            reader.HeadLength += end < 0 ? rest.Length : end + (rest[end..].StartsWith("\r\n") ? 2 : 1);
        }

        return reader;
    }

    void Take(ReadOnlySpan<char> comment, int offset, int line)
    {
        if (DirectiveComment.Read(comment) is { } found && Apply(found, line) is { } problem)
        {
            _problems.Add(new TextProblem(offset, problem));
        }
    }

    // Null when all is well.
    string? Apply(DirectiveComment found, int line) => found.Name.ToUpperInvariant() switch
    {
        _ when !found.HasColon => $"A directive needs a colon: '-- lockstep: {found.Name}'.",
        "NO-TRANSACTION" => Flag(found, _directives with { NoTransaction = true }),
        "BATCHES" => Flag(found, _directives with { Batches = true }),
        "IRREVERSIBLE" => Flag(found, _directives with { Irreversible = true }),
        "LOCK-TIMEOUT" => LockTimeout(found.Value),
        "ALLOW" => Allow(found.Value, line),
        _ => $"'{found.Name}' is no directive. There are: {string.Join(", ", DirectiveComment.Names)}.",
    };

    string? Flag(DirectiveComment found, Directives directives)
    {
        _directives = directives;
        return found.Value.Length == 0 ? null : $"'{found.Name}' takes no value; remove '{found.Value}'.";
    }

    string? LockTimeout(string value)
    {
        if (_directives.LockTimeout is not null)
        {
            return "'lock-timeout' is given twice; keep one.";
        }

        var isValid = Duration.TryParse(value, out var duration) && duration > TimeSpan.Zero;
        _directives = _directives with { LockTimeout = isValid ? duration : null };
        return isValid ? null : $"'{value}' is no duration above zero; write '-- lockstep: lock-timeout 30s'.";
    }

    string? Allow(string value, int line)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var rule = (colon < 0 ? value : value[..colon]).Trim();
        var reason = colon < 0 ? "" : value[(colon + 1)..].Trim();
        if (rule.Length == 0 || reason.Length == 0 || rule.Contains(' ', StringComparison.Ordinal))
        {
            return "'allow' names a rule and a reason: '-- lockstep: allow RULE: why this is safe here'.";
        }

        _allow.Add(new AllowedRule(rule, reason, line));
        return null;
    }
}
