using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Tests.Scripts.Support;

/// <summary>Short ways to look at one script's text.</summary>
static class Sql
{
    public const string ScriptName = "0007_add_orders.sql";

    public static string[] Statements(string sql) =>
        [.. new ScriptText(ScriptName, sql).Statements.Select(statement => statement.Text)];

    public static string[] Findings(string sql) =>
        [.. new ScriptText(ScriptName, sql).Findings.Select(finding => finding.ToString())];

    public static Statement Single(string sql) => new ScriptText(ScriptName, sql).Statements.Single();
}
