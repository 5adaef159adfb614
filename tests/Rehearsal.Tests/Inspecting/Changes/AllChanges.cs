namespace Lockstep.Rehearsal.Tests.Inspecting.Changes;

/// <summary>Every change, each with what takes it back.</summary>
static class AllChanges
{
    public static IReadOnlyList<(string Do, string Undo)> All { get; } =
        [.. TableChanges.All, .. TablePartChanges.All, .. TypeChanges.All, .. DatabaseChanges.All];
}
