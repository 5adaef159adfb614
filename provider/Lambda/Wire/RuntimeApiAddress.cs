using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Lambda.Wire;

/// <summary>The URLs of one execution environment's Runtime API.</summary>
sealed class RuntimeApiAddress
{
    public const string Variable = "AWS_LAMBDA_RUNTIME_API";

    readonly string _root;

    RuntimeApiAddress(string hostAndPath) => _root = $"http://{hostAndPath.TrimEnd('/')}/2018-06-01/runtime/";

    public Uri Next => At("invocation/next");

    public Uri InitError => At("init/error");

    public Uri RestoreNext => At("restore/next");

    public Uri RestoreError => At("restore/error");

    public Uri Response(string awsRequestId) => At($"invocation/{Uri.EscapeDataString(awsRequestId)}/response");

    public Uri Error(string awsRequestId) => At($"invocation/{Uri.EscapeDataString(awsRequestId)}/error");

    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out RuntimeApiAddress? address,
        [NotNullWhen(false)] out string? complaint)
    {
        address = null;
        complaint = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            complaint = $"{Variable} is not set: this executable is a Lambda function and expects to be started by Lambda, by an "
                + "emulator of it, or by `./lockstep rehearse`.";
            return false;
        }
        var candidate = new RuntimeApiAddress(text.Trim());
        if (text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(candidate._root, UriKind.Absolute, out _))
        {
            complaint = $"{Variable} is \"{text}\", which is not an address of the form host:port or host:port/path.";
            return false;
        }
        address = candidate;
        return true;
    }

    // Concatenated, not combined: the address may have a path (host:port/name), which a relative URL would replace.
    Uri At(string path) => new(_root + path);
}
