using System.Text;
using Lockstep.PostgresMigrations.Scripts;

namespace Lockstep.PostgresMigrations.Tests.Scripts.Support;

/// <summary>A folder of scripts for one test.</summary>
sealed class ScriptsFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lockstep-").FullName;

    public ScriptLibrary Library => ScriptLibrary.FromFolder(Path);

    public static ScriptsFolder With(params string[] names)
    {
        var folder = new ScriptsFolder();
        foreach (var name in names)
        {
            folder.Add(name, "SELECT 1;\n");
        }

        return folder;
    }

    public void Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    public void Add(string name, byte[] bytes)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }

    public void Remove(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
