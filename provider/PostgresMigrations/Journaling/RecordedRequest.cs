using System.Text;
using System.Text.Json;
using Lockstep.CustomResources.Requests;
using Lockstep.PostgresMigrations.Connecting;
using Npgsql;

namespace Lockstep.PostgresMigrations.Journaling;

/// <summary>A request as the journal records it, before anything is decided about it.</summary>
/// <param name="Schema">The schema it is for.</param>
/// <param name="Context">The event.</param>
/// <param name="Revision">The property of that name, null where it has none.</param>
sealed record RecordedRequest(string Schema, RequestContext Context, string? Revision)
{
    /// <summary>This delivery is on record already, and its run has connected once more.</summary>
    public bool IsCounted { get; init; }

    /// <summary>The run before has handed it on: it must be on record, and is no new attempt at what failed.</summary>
    public bool IsContinued { get; init; }

    /// <summary>SQL: whether a row <c>d</c> of lockstep.deployment is this request's; of <see cref="Key"/>.</summary>
    /// <remarks>One that has the same id and was signed later is another: see <see cref="Admission"/>.</remarks>
    public const string IsRow =
        "d.stack_id = $1 AND d.logical_id = $2 AND d.request_id = $3 AND (d.signed_at <= $4) IS NOT FALSE";

    /// <summary>The first four parameters of a query about it.</summary>
    public IReadOnlyList<NpgsqlParameter> Key =>
    [
        Sql.Value(Context.StackId), Sql.Value(Context.LogicalResourceId), Sql.Value(Context.RequestId),
        Sql.Value(Context.SignedAt),
    ];

    public string Properties => Storable(Context.ResourceProperties);

    public string? OldProperties => Context.OldResourceProperties is { } old ? Storable(old) : null;

    // jsonb takes neither NUL nor half a surrogate pair, and a rollback may not fail on what another image let through.
    static string Storable(JsonElement properties)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(properties, writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, writer);
                break;
            case JsonValueKind.Array:
                WriteArray(value, writer);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Clean(JsonText.Readable(value)));
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    static void WriteObject(JsonElement value, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            writer.WritePropertyName(Clean(JsonText.Readable(member)));
            Write(member.Value, writer);
        }

        writer.WriteEndObject();
    }

    static void WriteArray(JsonElement value, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
        {
            Write(item, writer);
        }

        writer.WriteEndArray();
    }

    static string Clean(string text) => text.Replace("\0", string.Empty, StringComparison.Ordinal);
}
