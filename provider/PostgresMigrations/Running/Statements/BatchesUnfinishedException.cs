using System.Globalization;
using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Running.Statements;

/// <summary>A script that repeats its statement was stopped between two batches, for want of time.</summary>
sealed class BatchesUnfinishedException(string script, int batches, long rows, Exception? inner) : CustomResourceException(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{script}: {batches} batches with {rows} rows were committed when the function's time was over. They stay, unless its ")
    + "down takes them back, and the next deployment goes on from there. Give the function a longer Timeout (up to 900 s), or "
    + "let the statement take more rows at a time.",
    inner);
