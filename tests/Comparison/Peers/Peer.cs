using System.Diagnostics;

namespace Lockstep.Comparison.Peers;

/// <summary>A migration tool, as its documentation says to use it; always a process of its own, so that it can be killed.</summary>
abstract class Peer
{
    /// <summary>For the table's head: name and version.</summary>
    public abstract string Name { get; }

    /// <summary>Its scripts are SQL files, which can have what files have: a byte order mark, carriage returns.</summary>
    public virtual bool ReadsFiles => true;

    /// <summary>How many lines its file has in front of the script's own.</summary>
    public virtual int LinesInFront => 0;

    /// <summary>Writes the scripts as the tool wants them into an empty folder: what an image would contain.</summary>
    public abstract void Lay(string folder, IReadOnlyList<PeerScript> scripts);

    /// <summary>Deploys: whatever is in the folder and not in the database.</summary>
    public abstract ProcessStartInfo Deploy(string folder, PeerDatabase database);

    /// <summary>
    /// What the old image can be told when a deployment is rolled back, with the scripts that it has. A tool without a way back is
    /// told to deploy, as the old image would do when it starts.
    /// </summary>
    public virtual ProcessStartInfo RollBack(string folder, PeerDatabase database) => Deploy(folder, database);

    protected static ProcessStartInfo Start(string program, string folder, params IEnumerable<string> arguments) =>
        new(program, arguments) { WorkingDirectory = folder };

    protected static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
