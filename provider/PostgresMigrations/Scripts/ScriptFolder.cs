using Lockstep.PostgresMigrations.Scripts.Decoding;

namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>Reads every script file under a folder, in ordinal order of the paths.</summary>
static class ScriptFolder
{
    // A folder that links to itself must not be followed for ever; scripts are at most one level down.
    const int Deepest = 5;

    public static List<ScriptText> Read(string folder)
    {
        var files = new List<ScriptText>();
        foreach (var path in Paths(folder))
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, path));
            files.Add(new ScriptText(path, new ScriptBytes(bytes), ScriptChecksum.BytesOf(bytes)));
        }

        return files;
    }

    /// <summary>The paths of the files that EmbedScripts.targets packs, too.</summary>
    public static List<string> Paths(string folder)
    {
        var files = new List<string>();
        Collect(folder, "", 0, files);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    static void Collect(string folder, string prefix, int depth, List<string> files)
    {
        foreach (var file in Directory.GetFiles(folder))
        {
            if (ScriptFileName.IsSql(Path.GetFileName(file)))
            {
                files.Add(prefix + Path.GetFileName(file));
            }
        }

        foreach (var inner in Directory.GetDirectories(folder))
        {
            var name = Path.GetFileName(inner);
            if (depth < Deepest && !name.StartsWith('.'))
            {
                Collect(inner, $"{prefix}{name}/", depth + 1, files);
            }
        }
    }
}
