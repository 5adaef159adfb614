using Lockstep.PostgresMigrations.Running.Statements;
using Npgsql;
using static Lockstep.PostgresMigrations.Tests.Scripts.Support.Sql;

namespace Lockstep.PostgresMigrations.Tests.Running;

/// <summary>Its <c>lc_messages</c> is not for the session to set; the texts are those of PostgreSQL 15.</summary>
public sealed class AServerThatSpeaksAnotherLanguage
{
    [Theory]
    [InlineData("22P02", "invalid input syntax for type integer: \"DE811\"", "invalid input syntax for type integer: \"…\"")]
    [InlineData("22P02", "ungültige Eingabesyntax für Typ integer: »DE811«", "ungültige Eingabesyntax für Typ integer: \"…\"")]
    [InlineData(
        "22P02", "syntaxe en entrée invalide pour le type integer : «\u00a0DE811\u00a0»",
        "syntaxe en entrée invalide pour le type integer : \"…\"")]
    [InlineData(
        "22003", "el valor «DE811» está fuera de rango para el tipo integer",
        "el valor \"…\" está fuera de rango para el tipo integer")]
    [InlineData("22007", "ungültiger Wert »DE811« für »YYYY«", "ungültiger Wert \"…\"")]
    [InlineData("22007", "\"YYYY\"的值\"DE811\"无效", "\"…\"无效")]
    [InlineData("22023", "Zeitzone »DE811« nicht erkannt", "Zeitzone \"…\" nicht erkannt")]
    [InlineData("22P02", "ogiltig indatasyntax för type integer: ”DE811”", "ogiltig indatasyntax för type integer: \"…\"")]
    public void DoesNotShowWhatIsInARowEither(string state, string message, string shown) =>
        Shown(message, state, "UPDATE t SET id = tax::int, born = to_date(tax, 'YYYY')").ShouldBe(shown);

    [Theory]
    [InlineData("22P02", "invalid input syntax for type integer: \"DE811\"")]
    [InlineData("22P02", "ungültige Eingabesyntax für Typ integer: »DE811«")]
    [InlineData("22P02", "syntaxe en entrée invalide pour le type integer : «\u00a0DE811\u00a0»")]
    [InlineData("22007", "invalid value \"DE811\" for \"YYYY\"")]
    [InlineData("22007", "ungültiger Wert »DE811« für »YYYY«")]
    [InlineData("22007", "valeur «\u00a0DE811\u00a0» invalide pour «\u00a0YYYY\u00a0»")]
    [InlineData("22007", "\"YYYY\"的值\"DE811\"无效")]
    [InlineData("22P02", "invalid input syntax for type integer: \"\"")]
    [InlineData("22003", "smallint ist außerhalb des gültigen Bereichs")]
    [InlineData("42P01", "Relation »kunden« existiert nicht")]
    public void ShowsWhatTheScriptItselfHasAndNames(string state, string message) =>
        Shown(message, state, "SELECT 'DE811'::int, to_date('DE811', 'YYYY')").ShouldBe(message);

    // A short value is part of nearly every text.
    [Theory]
    [InlineData("DE")]
    [InlineData("811")]
    [InlineData("to")]
    public void DoesNotTakeForTheScriptsWhatIsPartOfAWordInIt(string value) =>
        Shown($"invalid input syntax for type integer: \"{value}\"", "22P02", "SELECT 'DE811'::int, to_date(tax, 'YYYY')")
            .ShouldBe("invalid input syntax for type integer: \"…\"");

    static string Shown(string message, string state, string sql) =>
        MessageWithoutRows.Of(new PostgresException(message, "FEHLER", "ERROR", state), Single(sql));
}
