using System.Text.Json;
using Json.Schema;

namespace Lockstep.PostgresMigrations.Tests.Operating;

/// <summary>The schemas that the documentation promises.</summary>
static class DocumentSchemas
{
    static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    static readonly Dictionary<string, JsonSchema> ByName = Directory.EnumerateFiles(
            Path.Combine(AppContext.BaseDirectory, "Schemas"), "*.schema.json")
        .ToDictionary(
            file => Path.GetFileName(file).Split('.')[0], file => JsonSchema.FromText(File.ReadAllText(file)),
            StringComparer.Ordinal);

    /// <summary>Holds a document to the schema of its command, or to that of an error.</summary>
    public static void ShouldHold(JsonElement document)
    {
        var name = document.TryGetProperty("Error", out _) ? "error" : document.GetProperty("Command").GetString()!;
        var result = ByName[name].Evaluate(document, Options);
        result.IsValid.ShouldBeTrue(string.Join('\n', Errors(result).Append(document.GetRawText())));
    }

    static IEnumerable<string> Errors(EvaluationResults result) =>
        (result.Details ?? []).Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"));
}
