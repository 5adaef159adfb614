namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>What comes to a template from outside.</summary>
/// <param name="Parameters">By name; those left out have their defaults.</param>
/// <param name="Images">What packaging pushed: the image's URI for each function that is built, by logical id.</param>
public sealed record TemplateInputs(IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Images);
