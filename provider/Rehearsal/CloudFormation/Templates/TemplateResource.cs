using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>One entry of a template's <c>Resources</c>.</summary>
/// <param name="LogicalId">Its key.</param>
/// <param name="Type">As in <c>AWS::Lambda::Function</c>.</param>
/// <param name="Properties">As written, references unresolved.</param>
/// <param name="Dependencies">The logical ids that it refers to or names in <c>DependsOn</c>.</param>
public sealed record TemplateResource(
    string LogicalId, string Type, JsonObject Properties, IReadOnlyList<string> Dependencies)
{
    /// <summary>See <see cref="ResourcePolicy"/>.</summary>
    public string DeletionPolicy { get; init; } = ResourcePolicy.Delete;

    /// <summary>See <see cref="ResourcePolicy"/>.</summary>
    public string UpdateReplacePolicy { get; init; } = ResourcePolicy.Delete;

    /// <summary>Whether a function answers for it.</summary>
    public bool IsCustom => IsCustomType(Type);

    internal static bool IsCustomType(string type) =>
        type.StartsWith("Custom::", StringComparison.Ordinal) || type == "AWS::CloudFormation::CustomResource";
}
