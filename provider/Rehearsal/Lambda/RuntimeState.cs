namespace Lockstep.Rehearsal.Lambda;

/// <summary>
/// Where a runtime is, in the words of AWS's emulator (internal/lambda/core/runtime_state_names.go): its messages
/// contain them.
/// </summary>
enum RuntimeState
{
    Started,
    InitError,
    RestoreReady,
    Restoring,
    RuntimeRestoreErrorState,
    Ready,
    Running,
    RuntimeResponseSentState,
    Exited,
}
