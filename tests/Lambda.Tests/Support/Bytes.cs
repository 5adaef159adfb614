using System.Text;
using System.Text.Json;

namespace Lockstep.Lambda.Tests.Support;

static class Bytes
{
    public static ReadOnlyMemory<byte> Of(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(this ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static JsonElement Json(this ReadOnlyMemory<byte> bytes) => JsonElement.Parse(bytes.Span);
}
