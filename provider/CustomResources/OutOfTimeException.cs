using System.Globalization;

namespace Lockstep.CustomResources;

/// <summary>The work did not end before its token did.</summary>
sealed class OutOfTimeException(Deadline deadline, string remark) : CustomResourceException(Text(deadline, remark))
{
    static string Text(Deadline deadline, string remark) => string.Create(
        CultureInfo.InvariantCulture,
        $"Ran out of time after {deadline.Worked.TotalSeconds:0} s{remark}. {deadline.Remedy}");
}
