using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Function.Amazon;

/// <summary>
/// The message is the answer document, for the OnFailure destination to deliver. Amazon's client reports an exception under the
/// name of its type, in which no dot can stand: here it is this one instead of <c>Lockstep.AnswerNotDelivered</c>.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "The type's name is what Lambda reports.")]
[SuppressMessage("Design", "CA1064", Justification = "Amazon's client is told, nobody catches it.")]
sealed class AnswerNotDelivered(string document) : Exception(document)
{
    /// <summary>What the framework calls it.</summary>
    public const string ErrorType = $"Lockstep.{nameof(AnswerNotDelivered)}";
}
