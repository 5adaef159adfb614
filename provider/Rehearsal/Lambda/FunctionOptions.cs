using System.Collections.ObjectModel;

namespace Lockstep.Rehearsal.Lambda;

/// <summary>A Lambda function's configuration.</summary>
public sealed record FunctionOptions
{
    /// <summary>The path of the executable (<c>bootstrap</c>). Its folder is the working directory.</summary>
    public required string Executable { get; init; }

    /// <summary>Arguments for it; Lambda itself gives none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// The function's environment variables. Those of this process do not reach it, except what a process needs to
    /// start.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How long one invocation may take; then the process gets a SIGKILL.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long initialisation may take before it is started over as a part of the first invocation, then under
    /// <see cref="Timeout"/>.
    /// </summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the function is told about its memory; nothing enforces it here.</summary>
    public int MemoryMegabytes { get; init; } = 512;

    /// <summary>The function's name.</summary>
    public string Name { get; init; } = "function";

    /// <summary>The region the function believes to be in.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// Whether the image carries the Lambda Web Adapter: then the process is a web application, and its <c>PORT</c> is one of
    /// this machine, because environments do not have a network of their own here.
    /// </summary>
    public bool HasWebAdapter { get; init; }

    /// <summary>The Runtime API of each of its execution environments.</summary>
    public RuntimeApiOptions Api { get; init; } = new();

    /// <summary>
    /// Is told each line that a process writes, on any thread. Lines written before an answer may arrive shortly after
    /// it.
    /// </summary>
    public Action<FunctionOutput>? Output { get; init; }
}
