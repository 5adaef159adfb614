using System.Runtime.CompilerServices;
using Lockstep.PostgresMigrations.Linting;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>What is dangerous in sql/ is allowed there, with its reason.</summary>
public sealed class TheScriptsOfThisRepository
{
    static ScriptLibrary Library { get; } = ScriptLibrary.FromFolder(Folder());

    [Fact]
    public void CanBeDeployedOneByOne() =>
        Library.Scripts.SelectMany(script => LintReport.Of([script], TransactionScope.Batch)).ShouldBeEmpty();

    [Fact]
    public void CanBeDeployedTogetherFromAnyVersionOn() =>
        Library.Scripts.SelectMany(script => LintReport.Of(Library, script.Version ?? ScriptVersion.Zero)).ShouldBeEmpty();

    static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "sql");
}
