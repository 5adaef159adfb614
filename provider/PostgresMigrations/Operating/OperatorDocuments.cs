using System.Text.Json.Serialization;

namespace Lockstep.PostgresMigrations.Operating;

/// <summary>How the documents are written: every member, in its order, enums by name.</summary>
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(UnlockDocument))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
sealed partial class OperatorDocuments : JsonSerializerContext;
