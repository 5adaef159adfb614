using System.Reflection;
using Lockstep.PostgresMigrations.Scripts.Packing;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>
/// All scripts of one deployable, in the order they run, and everything wrong with their names. Bad content never
/// throws: it becomes findings, because an image with a bad script must still be able to answer a rollback.
/// </summary>
public sealed class ScriptLibrary
{
    /// <summary>The name of the resource that EmbedScripts.targets puts into an assembly.</summary>
    public const string ResourceName = "Lockstep.Scripts.pack";

    const string NotEmbedded = "No scripts were embedded in this build. Build the function with ScriptsDirectory.";

    internal ScriptLibrary(IReadOnlyList<Script> scripts, IReadOnlyList<Finding> findings)
    {
        Scripts = scripts;
        Findings = findings;
    }

    /// <summary>The versioned ones by version, then the repeatable ones by name.</summary>
    public IReadOnlyList<Script> Scripts { get; }

    /// <summary>
    /// What is wrong with the files' names and pairs. Their texts are judged by <see cref="Script.Findings"/>.
    /// </summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The version of the newest script; zero without any.</summary>
    public ScriptVersion LatestVersion =>
        Scripts.LastOrDefault(script => script.Kind is ScriptKind.Versioned)?.Version ?? ScriptVersion.Zero;

    /// <summary>Reads the scripts that were embedded when the assembly was built.</summary>
    public static ScriptLibrary Embedded(Assembly assembly)
    {
        var pack = assembly.GetManifestResourceStream(ResourceName);
        return pack is null
            ? new ScriptLibrary([], [new Finding(ResourceName, null, null, NotEmbedded)])
            : FromPack(pack);
    }

    /// <summary>
    /// Reads a packed folder; the stream stays open, the texts are read from it when they are wanted.
    /// </summary>
    public static ScriptLibrary FromPack(Stream pack)
    {
        try
        {
            return ScriptPairs.Assemble(ScriptPack.Read(pack));
        }
        catch (InvalidDataException exception)
        {
            return new ScriptLibrary([], [new Finding(ResourceName, null, null, exception.Message)]);
        }
    }

    /// <summary>Reads a folder, all of it at once: later changes to the files don't matter.</summary>
    public static ScriptLibrary FromFolder(string folder) =>
        Directory.Exists(folder)
            ? ScriptPairs.Assemble(ScriptFolder.Read(folder))
            : new ScriptLibrary([], [new Finding(folder, null, null, "There is no such folder.")]);

    /// <summary>The same scripts with values for <c>${name}</c>; their texts are still read only when they are wanted.</summary>
    internal ScriptLibrary With(IReadOnlyDictionary<string, string> variables) =>
        variables.Count == 0 ? this : new([.. Scripts.Select(script => script.With(variables))], Findings);

    /// <summary>Everything wrong with names and texts, of all scripts: reads every text.</summary>
    public IReadOnlyList<Finding> FindAll() => [.. Findings, .. Scripts.SelectMany(script => script.Findings)];
}
