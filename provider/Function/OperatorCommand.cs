using System.Text.Json;
using Lockstep.CustomResources;

namespace Lockstep.Function;

/// <summary>
/// An operator's direct invocation, <c>{"Command": "status"}</c>: told apart from CloudFormation's events before those are read.
/// </summary>
static class OperatorCommand
{
    /// <exception cref="InvocationFailedException">It is one, and this version has none of them.</exception>
    public static void Refuse(ReadOnlyMemory<byte> invocation)
    {
        if (NameOf(invocation) is { } name)
        {
            throw new InvocationFailedException(
                "Lockstep.CommandNotAvailable",
                $"The command '{name}' is not available in this version. The journal is in schema lockstep of the database.");
        }
    }

    static string? NameOf(ReadOnlyMemory<byte> invocation)
    {
        try
        {
            using var document = JsonDocument.Parse(invocation);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && !document.RootElement.TryGetProperty("RequestType", out _)
                && document.RootElement.TryGetProperty("Command", out var command)
                    ? command.ToString()
                    : null;
        }
        catch (JsonException)
        {
            // Whatever it is, the framework has the words for it.
            return null;
        }
    }
}
