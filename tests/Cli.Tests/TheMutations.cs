using System.Runtime.CompilerServices;
using Lockstep.Cli.Mutating;

namespace Lockstep.Cli.Tests;

/// <summary>What <c>mutate</c> switches off. The command itself takes minutes; here is what keeps it from growing stale.</summary>
public sealed class TheMutations
{
    public static TheoryData<string> Names { get; } = [.. Mutations.All.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void StillFindTheirPlace(string name)
    {
        var mutation = Find(name);
        var text = File.ReadAllText(Path.Combine(Root(), mutation.File));

        mutation.Apply(text).ShouldContain(mutation.Mutant, Case.Sensitive);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NameClassesThatExist(string name)
    {
        var tests = Find(name).Tests;
        var files = Directory.EnumerateFiles(Path.Combine(Root(), "tests", tests.Project), "*.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToList();

        tests.Classes.ShouldAllBe(name => files.Contains(name, StringComparer.Ordinal));
    }

    static Mutation Find(string name) => Mutations.All.Single(one => one.Name == name);

    [Fact]
    public void ReadTheNamesOfTestsThatFailed() => TestOutput.Failed("""
        Running tests from here
        failed Lockstep.PostgresMigrations.Tests.RollingBack.RowsWrittenSince.AreKept (1s 103ms)
        failed Lockstep.Tests.AnEvent.ComesAgain(times: 3, name: "a (b)") (12ms)
          failed to do something (else)
        """).ShouldBe(["RowsWrittenSince.AreKept", "AnEvent.ComesAgain"]);

    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
