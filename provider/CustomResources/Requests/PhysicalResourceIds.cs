using System.Text;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources.Requests;

static class PhysicalResourceIds
{
    /// <summary>
    /// Given to a failed Create that has no id of its own: its Delete has nothing to do and never reaches the
    /// resource.
    /// </summary>
    public const string NeverCreated = "lockstep:never-created";

    /// <summary>
    /// Given where something may exist but its id isn't known (work that didn't stop in time, an id that cannot be
    /// sent): unlike the marker's, its Delete does reach the resource.
    /// </summary>
    public const string Unknown = "lockstep:unknown";

    const int MostBytes = 1024;
    const int MostBytesInJson = 2048;

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
