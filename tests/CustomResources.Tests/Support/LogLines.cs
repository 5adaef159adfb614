using System.Text;
using System.Text.Json;

namespace Lockstep.CustomResources.Tests.Support;

/// <summary>Keeps a log's lines.</summary>
sealed class LogLines : MemoryStream
{
    public string Text => Encoding.UTF8.GetString(ToArray());

    public IReadOnlyList<JsonElement> Lines =>
        [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
