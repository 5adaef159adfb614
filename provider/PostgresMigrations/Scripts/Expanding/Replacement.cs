using System.Runtime.InteropServices;

namespace Lockstep.PostgresMigrations.Scripts.Expanding;

/// <summary>A stretch of a file in whose place something else is run.</summary>
/// <param name="Start">In the file, in UTF-16 units.</param>
/// <param name="Length">In the file.</param>
/// <param name="Target">Where its value starts in the text that runs.</param>
/// <param name="Value">What is run instead.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Replacement(int Start, int Length, int Target, string Value)
{
    /// <summary>Where the file goes on.</summary>
    public int End => Start + Length;

    /// <summary>Where the text that runs goes on.</summary>
    public int TargetEnd => Target + Value.Length;
}
