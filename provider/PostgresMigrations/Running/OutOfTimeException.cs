using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>The time to work was over before the scripts were done.</summary>
sealed class OutOfTimeException(Exception inner) : CustomResourceException(
    "The function's time was over before the scripts were done, and what was not committed is rolled back. "
    + "Give the function a longer Timeout (up to 900 s), split the scripts over several deployments, or use Transaction: Script.",
    inner);
