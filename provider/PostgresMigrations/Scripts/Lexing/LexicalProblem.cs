using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts.Lexing;

/// <summary>Text that cannot be split, or that is no SQL, and the offset of what opens it.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct LexicalProblem(LexicalProblemKind Kind, int Offset);
