using Lockstep.PostgresMigrations.Scripts;
using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Answering;

/// <summary>
/// The script at which a deployment failed, kept beside its reason: what was rolled back is in no row of the journal, and the
/// image that has the file is gone with the rollback. To be read by people, and never run.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Checksum">Of the file, as in the journal.</param>
/// <param name="Text">What ran, its passwords masked; of a very large script, the beginning of the statement that failed.</param>
sealed record FailedScript(string Name, string Checksum, string Text)
{
    const int MostCharacters = 100_000;

    /// <param name="statement">The one that failed.</param>
    public static FailedScript At(Statement statement)
    {
        var script = statement.Script;
        var text = script.Text.Length <= MostCharacters
            ? script.Text
            : statement.Characters[..Math.Min(statement.Characters.Length, MostCharacters)];
        return new(script.Name, script.Checksum, SecretTexts.Masked(text));
    }
}
