namespace Lockstep.PostgresMigrations.Scripts;

/// <summary>One file under the scripts folder: its path with <c>/</c> between its parts, and its text.</summary>
sealed record ScriptFile(string Path, ScriptText Text);
