namespace Lockstep.Rehearsal.Playing;

/// <summary>What is rehearsed, and where.</summary>
public sealed record RehearsalOptions
{
    /// <summary>The stack: <c>template.yaml</c>.</summary>
    public required string Template { get; init; }

    /// <summary>The scripts: <c>sql/</c>. At least three, so that there are three states to go through.</summary>
    public required string Scripts { get; init; }

    /// <summary>The function's executable: <c>bootstrap</c>.</summary>
    public required string Function { get; init; }

    /// <summary>The API's executable; null: its function is deployed, and nobody calls it.</summary>
    public string? Api { get; init; }

    /// <summary>A folder of the rehearsal's own: emptied, then filled with the images' scripts and the log.</summary>
    public required string Workshop { get; init; }

    /// <summary>How long a function may run at least where an act is about a short Timeout: for machines that get busy.</summary>
    public TimeSpan ShortestTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Is told each step that takes time, one sentence a call.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>Where everything that the functions log goes.</summary>
    public string LogFile => Path.Combine(Workshop, "function.log");
}
