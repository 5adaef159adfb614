namespace Lockstep.Rehearsal.Verifying;

/// <summary>What is verified, and where.</summary>
public sealed record VerifyOptions
{
    /// <summary>The scripts: <c>sql/</c>.</summary>
    public required string Scripts { get; init; }

    /// <summary>The function's executable: <c>bootstrap</c>.</summary>
    public required string Function { get; init; }

    /// <summary>A folder of its own: emptied, then filled with the images' scripts and the log.</summary>
    public required string Workshop { get; init; }

    /// <summary>Every pair of versions; else each with the next one, and each with the last.</summary>
    public bool AllPairs { get; init; }

    /// <summary>Is told each step that takes time, one sentence a call.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>Where everything that the function logs goes.</summary>
    public string LogFile => Path.Combine(Workshop, "function.log");
}
