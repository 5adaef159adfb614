namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>A name as the catalogue has it, with its schema if that was written.</summary>
readonly record struct QualifiedName(string? Schema, string Name);
