using System.Diagnostics;
using System.Globalization;

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

    /// <summary>It has scripts that run again when their text has changed.</summary>
    public virtual bool HasRepeatables => false;

    /// <summary>SQL that changes the down of script 2 where the tool keeps it in the database; null: it keeps none.</summary>
    public virtual string? TamperingWithDown => null;

    /// <summary>Writes the scripts as the tool wants them into an empty folder: what an image would contain.</summary>
    public abstract void Lay(string folder, IReadOnlyList<PeerScript> scripts);

    /// <summary>Deploys: whatever is in the folder and not in the database.</summary>
    public abstract ProcessStartInfo Deploy(string folder, PeerDatabase database);

    /// <summary>
    /// What the old image can be told when a deployment is rolled back, with the scripts that it has. A tool without a way back is
    /// told to deploy, as the old image would do when it starts.
    /// </summary>
    public virtual ProcessStartInfo RollBack(string folder, PeerDatabase database) => Deploy(folder, database);

    /// <summary>Deploys to a server that may not be there yet.</summary>
    public virtual ProcessStartInfo DeployWaiting(string folder, PeerDatabase database) => Deploy(folder, database);

    /// <summary>How the new image, which has all scripts, takes back the newest one; null: there is no way back.</summary>
    public virtual ProcessStartInfo? TakeBack(string folder, PeerDatabase database) => null;

    /// <summary>Asks what a deployment would run; null: there is nothing to ask.</summary>
    public virtual ProcessStartInfo? Plan(string folder, PeerDatabase database) => null;

    /// <summary>Deploys to a database that the tool makes if it is missing; null: it makes none.</summary>
    public virtual ProcessStartInfo? DeployToNew(string folder, PeerDatabase database) => null;

    /// <summary>How a script writes a variable; null: there are none.</summary>
    public virtual string? Variable(string name) => null;

    /// <summary>Gives an image's variable <see cref="VariableName"/> a value; otherwise it has none.</summary>
    public static void SetVariable(string folder, string value) => File.WriteAllText($"{folder}.variable", value);

    /// <summary>The value of an image's variable <see cref="VariableName"/>; null: it has none.</summary>
    protected static string? ValueOfVariable(string folder) =>
        File.Exists($"{folder}.variable") ? File.ReadAllText($"{folder}.variable") : null;

    /// <summary>Gives a deployment of this image so much time, as far as the tool can be told.</summary>
    public static void SetSeconds(string folder, int seconds) =>
        File.WriteAllText($"{folder}.seconds", seconds.ToString(CultureInfo.InvariantCulture));

    protected static TimeSpan TimeGiven(string folder) => TimeSpan.FromSeconds(
        File.Exists($"{folder}.seconds") ? int.Parse(File.ReadAllText($"{folder}.seconds"), CultureInfo.InvariantCulture) : 90);

    public const string VariableName = "value";

    protected static ProcessStartInfo Start(string program, string folder, params IEnumerable<string> arguments) =>
        new(program, arguments) { WorkingDirectory = folder };

    protected static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
