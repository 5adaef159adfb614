using System.Text.Json.Nodes;

namespace Lockstep.Rehearsal.Traffic;

/// <summary>A row that the application wrote.</summary>
/// <param name="Table">With its schema.</param>
/// <param name="Row">As it was right after.</param>
public sealed record WrittenRow(string Table, JsonObject Row);
