using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts.Checking;

/// <summary>What is wrong at an offset of a script's text.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct TextProblem(int Offset, string Message);
