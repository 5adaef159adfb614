using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Rehearsal.Playing;

/// <summary>All that the function's processes write, in one file.</summary>
sealed class FunctionLog(string file, TimeProvider time) : IDisposable
{
    readonly Lock _gate = new();
    readonly List<string> _lines = [];
    readonly StreamWriter _writer = new(file) { AutoFlush = true };

    /// <summary>How many lines there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count;
            }
        }
    }

    public Action<FunctionOutput> From(string image) => output => Write(string.Create(
        CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {image} {output.ProcessId} {output.Line}"));

    /// <summary>The lines since there were so many.</summary>
    public IReadOnlyList<string> Since(int count)
    {
        lock (_gate)
        {
            return [.. _lines.Skip(count)];
        }
    }

    /// <summary>Time, image, level and message of a line: what a reader needs who is not a machine.</summary>
    public static string Shorten(string line)
    {
        try
        {
            var start = line.IndexOf('{', StringComparison.Ordinal);
            return start >= 0 && JsonNode.Parse(line[start..]) is JsonObject entry
                ? $"{line[..start]}{entry["level"]} {entry["message"]} {entry["errorMessage"]}".TrimEnd()
                : line;
        }
        catch (JsonException)
        {
            return line;
        }
    }

    public void Dispose() => _writer.Dispose();

    void Write(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            _writer.WriteLine(line);
        }
    }
}
