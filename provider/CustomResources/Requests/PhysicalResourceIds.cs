using System.Text;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources.Requests;

static class PhysicalResourceIds
{
    /// <summary>
    /// Given to a failed Create that has no id of its own: its Delete has nothing to do and does not reach the
    /// resource, unless that asks to hear of it.
    /// </summary>
    public const string NeverCreated = "lockstep:never-created";

    /// <summary>
    /// Given where something may exist but its id isn't known (work that didn't stop in time, an id that cannot be
    /// sent): unlike the marker's, its Delete does reach the resource.
    /// </summary>
    public const string Unknown = "lockstep:unknown";

    const string Of = Unknown + "/";

    const int MostBytes = 1024;
    const int MostBytesInJson = 2048;

    /// <summary>The same, naming the Create that may have made something; that one alone is then taken back.</summary>
    /// <remarks>CloudFormation may ask for that when another Create of the resource has worked since.</remarks>
    public static string UnknownOf(RequestEnvelope request) =>
        request is { IsUpdate: false, IsDelete: false, RequestId: { } id } && Problem(Of + id) is null ? Of + id : Unknown;

    /// <summary>The RequestId of the Create that an id of <see cref="UnknownOf"/> names; null where it names none.</summary>
    public static string? CreateOf(string id) => id.StartsWith(Of, StringComparison.Ordinal) ? id[Of.Length..] : null;

    /// <summary>
    /// What is wrong with an id, or null. An empty one makes CloudFormation hide the Reason (<c>aws-cdk#6061</c>).
    /// </summary>
    public static string? Problem(string id) => id switch
    {
        "" => "is empty",
        _ when Encoding.UTF8.GetByteCount(id) is > MostBytes and var bytes =>
            $"has {bytes} bytes, and CloudFormation accepts {MostBytes}",
        _ when !CleanText.IsClean(id) => "contains control characters or half a surrogate pair",
        _ when JsonSize.Of(id) > MostBytesInJson => $"takes more than {MostBytesInJson} bytes in JSON",
        _ => null,
    };
}
