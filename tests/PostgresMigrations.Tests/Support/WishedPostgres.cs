using System.Globalization;

namespace Lockstep.PostgresMigrations.Tests.Support;

/// <summary>The major version that LOCKSTEP_TEST_POSTGRES wishes for.</summary>
static class WishedPostgres
{
    /// <summary>Null: whatever is here.</summary>
    public static int? MajorVersion { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("LOCKSTEP_TEST_POSTGRES"), CultureInfo.InvariantCulture, out var major)
        ? major
        : null;
}
