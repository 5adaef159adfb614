namespace Lockstep.Rehearsal.Postgres;

/// <summary>A folder that holds <c>initdb</c> and <c>postgres</c>, and the version they say they are.</summary>
sealed record PostgresBinaries(string Folder, Version Version)
{
    public const string ServerName = "postgres";
    public const string InitdbName = "initdb";

    public string Server => Path.Combine(Folder, ServerName);

    public string Initdb => Path.Combine(Folder, InitdbName);

    public static bool AreIn(string folder) =>
        File.Exists(Path.Combine(folder, ServerName)) && File.Exists(Path.Combine(folder, InitdbName));
}
