namespace Lockstep.Rehearsal.Scripts;

/// <summary>The scripts that one image of the function was built with.</summary>
/// <param name="Tag">Names the image.</param>
/// <param name="Folder">Where they are, for <c>LOCKSTEP_SCRIPTS</c>.</param>
/// <param name="Scripts">By version, then the repeatable ones.</param>
public sealed record ScriptImage(string Tag, string Folder, IReadOnlyList<ScriptFile> Scripts)
{
    /// <summary>In a sentence: <c>scripts 1 to 3</c>.</summary>
    public string Contents => ScriptFile.Range(Scripts);
}
