using Lockstep.PostgresMigrations.Linting.Rules;

namespace Lockstep.PostgresMigrations.Linting;

/// <summary>Reads the ups of a deployment in their order, and knows which of them share a transaction.</summary>
sealed class UpLint(MadeSoFar made, TransactionScope scope)
{
    readonly ContractRules _contract = new();
    readonly TextLint _texts = new(made, ContractRules.Check);
    bool _isOpen;

    public LintedText Read(FindingList findings)
    {
        var isTransactional = findings.Text.Directives.IsTransactional;
        if (!isTransactional || !_isOpen)
        {
            _texts.Restart();
        }

        _isOpen = isTransactional && scope == TransactionScope.Batch;
        findings.ReportUnknownRules();
        var text = _texts.Read(findings);
        _contract.CheckEnd(text.Changes, findings);
        return text;
    }
}
