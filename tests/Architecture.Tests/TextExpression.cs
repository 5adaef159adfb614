using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Architecture.Tests;

/// <summary>Texts in C#: a literal, an interpolated string, and sums of them.</summary>
static class TextExpression
{
    /// <summary>Stands for what is filled in, and for what is chosen by a condition.</summary>
    public const string Hole = "…";

    /// <summary>A text that is not a part of a sum; texts inside its holes are whole ones, too.</summary>
    public static bool IsWhole(SyntaxNode node) => IsText(node) && !IsPart(node);

    /// <summary>A raw string of several lines.</summary>
    public static bool IsBlock(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal => literal.Token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken),
        InterpolatedStringExpressionSyntax text =>
            text.StringStartToken.IsKind(SyntaxKind.InterpolatedMultiLineRawStringStartToken),
        _ => false,
    };

    /// <summary>What it says.</summary>
    public static string TextOf(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal when IsText(literal) => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax text when IsText(text) => string.Concat(text.Contents.Select(TextOf)),
        InterpolatedStringTextSyntax part => Unescaped(part.TextToken.ValueText),
        BinaryExpressionSyntax sum when IsText(sum) => TextOf(sum.Left) + TextOf(sum.Right),
        ParenthesizedExpressionSyntax inner when IsText(inner.Expression) => TextOf(inner.Expression),
        InvocationExpressionSyntax made when IsCreate(made) => TextOf(made.ArgumentList.Arguments[^1].Expression),
        _ => Hole,
    };

    static bool IsText(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && !IsBlock(literal),
        InterpolatedStringExpressionSyntax text => !IsBlock(text),
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && (IsText(sum.Left) || IsText(sum.Right)),
        _ => false,
    };

    static bool IsPart(SyntaxNode node) => node.Parent switch
    {
        BinaryExpressionSyntax sum => IsText(sum),
        ParenthesizedExpressionSyntax inner => IsPart(inner),
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax made } => IsCreate(made) && IsPart(made),
        _ => false,
    };

    // string.Create(CultureInfo.InvariantCulture, $"…")
    static bool IsCreate(InvocationExpressionSyntax made) =>
        made.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Create", Expression: PredefinedTypeSyntax };

    static string Unescaped(string text) =>
        text.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
}
