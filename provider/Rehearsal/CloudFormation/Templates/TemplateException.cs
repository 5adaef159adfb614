namespace Lockstep.Rehearsal.CloudFormation.Templates;

/// <summary>A template that cannot be played: it is wrong, or it has something that the rehearsal does not know.</summary>
public sealed class TemplateException(string message) : Exception(message)
{
    internal static TemplateException NotSupported(string place, string what) =>
        new($"{place}: {what} is not supported by the rehearsal.");
}
