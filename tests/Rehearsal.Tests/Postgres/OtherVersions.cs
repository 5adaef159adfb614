using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

/// <summary>Where other versions of PostgreSQL than the installed one come from.</summary>
static class OtherVersions
{
    /// <summary>The path of npm; without it the test is skipped.</summary>
    public static string NpmOrSkip()
    {
        var npm = Surroundings.OfThisMachine.Tool("npm");
        Assert.SkipWhen(npm is null, "npm is not on the PATH, so no other version than the installed one can be had");
        return npm;
    }
}
