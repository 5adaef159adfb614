using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Planning;

/// <summary>The scripts, the journal and the properties do not fit together, so nothing was run.</summary>
sealed class MigrationRefusedException(IReadOnlyList<string> findings)
    : CustomResourceException($"Nothing was run. {string.Join(" ", findings)}")
{
    /// <summary>All of them at once, each naming the script and what to do.</summary>
    public IReadOnlyList<string> Findings { get; } = findings;
}
