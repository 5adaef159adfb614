using System.Diagnostics.CodeAnalysis;
using Lockstep.Rehearsal.Postgres;

namespace Lockstep.Rehearsal.Tests.Postgres;

/// <summary>A folder for one test, with a PATH of its own that holds nothing but what the test puts there.</summary>
public sealed class Scratch : IDisposable
{
    const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public Scratch()
    {
        Folder = Directory.CreateTempSubdirectory("lockstep-tests-").FullName;
        File.SetUnixFileMode(Folder, ForAll);
        Set("PATH", Make("path"));
    }

    public string Folder { get; }

    internal Surroundings Surroundings =>
        new(_variables.GetValueOrDefault, Path.Combine(Folder, "installations"), Surroundings.OfThisMachine.Platform);

    [SuppressMessage("Naming", "CA1716", Justification = "No other language calls it.")]
    public Scratch Set(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public string Make(string folder) => Directory.CreateDirectory(Path.Combine(Folder, folder)).FullName;

    /// <summary>Writes a shell script; gives its path.</summary>
    public string Script(string name, string body)
    {
        var path = Path.Combine(Make(Path.GetDirectoryName(name)!), Path.GetFileName(name));
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, ForAll);
        return path;
    }

    /// <summary>Something that says it is a server of this version; gives its folder.</summary>
    public string Server(string folder, string version)
    {
        Script($"{folder}/initdb", "exit 1");
        return Path.GetDirectoryName(Script($"{folder}/postgres", $"echo 'postgres (PostgreSQL) {version}'"))!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
