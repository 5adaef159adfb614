using Lockstep.PostgresMigrations.Linting;

namespace Lockstep.PostgresMigrations.Tests.Linting;

/// <summary>A case is added by writing it into the approved file, with nothing behind its arrow.</summary>
public sealed class StatementsThatAreDangerous
{
    [Fact]
    public void AreFoundAndNoOthers() =>
        string.Join('\n', Cases.Of($"{nameof(StatementsThatAreDangerous)}.{nameof(AreFoundAndNoOthers)}")
            .Select(line => line.Judged()))
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));

    [Fact]
    public void HaveCasesForEachRule()
    {
        var cases = Cases.Of($"{nameof(StatementsThatAreDangerous)}.{nameof(AreFoundAndNoOthers)}").ToList();
        var found = cases.SelectMany(line => line.Findings()).Select(finding => finding.Rule).ToHashSet(StringComparer.Ordinal);

        LintRules.All.Select(rule => rule.Name).Except(found, StringComparer.Ordinal).ShouldBeEmpty();
        cases.Count(line => line.IsCase && line.Findings().Count == 0).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void AreDescribedInOneLineEach() =>
        string.Join('\n', Cases.Of($"{nameof(StatementsThatAreDangerous)}.{nameof(AreFoundAndNoOthers)}")
            .SelectMany(line => line.Findings()).DistinctBy(finding => finding.Rule, StringComparer.Ordinal)
            .Select(finding => finding.ToString()))
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));

    [Fact]
    public void ShareNoTransactionWhereEachScriptHasItsOwn()
    {
        const string Checked = "ALTER TABLE orders ADD CONSTRAINT k CHECK (a > 0) NOT VALID ¶ "
            + "ALTER TABLE orders VALIDATE CONSTRAINT k";
        const string Filled = "ALTER TABLE orders ADD COLUMN total int ¶ UPDATE orders SET total = 0";

        foreach (var line in new[] { Checked, Filled }.Select(input => new Cases($"{input} ⇶ ")))
        {
            line.Findings().Count.ShouldBe(1);
            line.Findings(TransactionScope.Script).ShouldBeEmpty();
        }
    }
}
