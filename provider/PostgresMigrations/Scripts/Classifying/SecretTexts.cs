using System.Text;
using System.Text.RegularExpressions;
using Lockstep.PostgresMigrations.Scripts.Lexing;

namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>Takes passwords out of SQL that is kept to be read, and never run again.</summary>
static partial class SecretTexts
{
    const string Mask = "'***'";

    /// <summary>
    /// The text with <c>'***'</c> for each string behind the word PASSWORD, and for each that has the word in it, as
    /// <c>CONNECTION 'host=db password=x'</c>; in the bodies of dollar quotes, too. In the text that a body puts together for
    /// EXECUTE, the whole of it. Of a comment's line with the word in it, what follows.
    /// </summary>
    public static string Masked(ReadOnlySpan<char> sql)
    {
        var text = new StringBuilder();
        var tokens = new Tokenizer(sql, 0);
        var (end, isSecret) = (0, false);
        while (tokens.Read())
        {
            text.Append(MaskedComments(sql[end..tokens.Start])).Append(Masked(tokens.Kind, tokens.Value, isSecret));
            isSecret = tokens.Kind is TokenKind.Word && Keyword.Is(tokens.Value, "PASSWORD");
            end = tokens.End;
        }

        return text.Append(MaskedComments(sql[end..])).ToString();
    }

    // Between two tokens are spaces and comments: a statement that somebody has commented out may still name a password in use.
    static string MaskedComments(ReadOnlySpan<char> between) => RestBehindTheWord().Replace(between.ToString(), "${word} ***");

    [GeneratedRegex(
        @"(?<word>PASSWORD)[^\r\n]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RestBehindTheWord();

    static string Masked(TokenKind kind, ReadOnlySpan<char> value, bool isSecret) => kind switch
    {
        TokenKind.Text when !isSecret && value[0] == '$' => MaskedBody(value),
        TokenKind.Text or TokenKind.UnterminatedText or TokenKind.UnterminatedDollarText
            when isSecret || value.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) => Mask,
        _ => value.ToString(),
    };

    static string MaskedBody(ReadOnlySpan<char> quoted)
    {
        var tag = DollarQuotes.TagAt(quoted, 0);
        return $"{tag}{Masked(quoted[tag.Length..^tag.Length])}{tag}";
    }
}
