using System.Globalization;
using System.Text.Json;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources.Logging;

/// <summary>The members of a log line.</summary>
static class LogJson
{
    // CloudWatch cuts events at 256 KB; a text as long as this one has lost its reader anyway.
    const int MostBytesOfAText = 16 * 1024;

    const StringSplitOptions Lines = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    public static void WriteArguments(
        Utf8JsonWriter json, DateTimeOffset now, IReadOnlyList<KeyValuePair<string, object?>> arguments)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal)
        {
            "timestamp", "level", "message", "errorType", "errorMessage", "stackTrace", "{OriginalFormat}",
        };

        // First, because a metric whose name a text had taken would be none.
        foreach (var argument in arguments)
        {
            (argument.Value as EmbeddedMetrics)?.Write(json, now, taken);
        }

        foreach (var (name, value) in arguments)
        {
            if (value is not EmbeddedMetrics && taken.Add(name))
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }
        }
    }

    static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool boolean:
                json.WriteBooleanValue(boolean);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case IEnumerable<string> texts:
                WriteTexts(json, texts);
                break;
            default:
                json.WriteStringValue(Shown(Convert.ToString(value, CultureInfo.InvariantCulture)));
                break;
        }
    }

    public static void WriteException(Utf8JsonWriter json, Exception? exception)
    {
        if (exception is null)
        {
            return;
        }

        json.WriteString("errorType", (exception as RedactedException)?.ErrorType ?? exception.GetType().FullName);
        json.WriteString("errorMessage", Shown(exception.Message));
        json.WritePropertyName("stackTrace");
        WriteTexts(json, Shown(exception.ToString()).Split('\n', Lines));
    }

    static void WriteTexts(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(Shown(text));
        }

        json.WriteEndArray();
    }

    public static string Shown(string? text) => ShortText.Fit(text ?? "", MostBytesOfAText);
}
