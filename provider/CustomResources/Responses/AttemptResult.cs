namespace Lockstep.CustomResources.Responses;

/// <param name="Problem">Null: delivered.</param>
/// <param name="IsFinal">Another attempt would end the same way.</param>
/// <param name="IsReached">Somebody replied.</param>
sealed record AttemptResult(string? Problem, bool IsFinal, bool IsReached)
{
    public static AttemptResult Delivered { get; } = new(null, IsFinal: true, IsReached: true);

    public static AttemptResult Lost(string problem) => new(problem, IsFinal: false, IsReached: false);

    public static AttemptResult Failed(string problem) => new(problem, IsFinal: false, IsReached: true);

    public static AttemptResult Refused(string problem) => new(problem, IsFinal: true, IsReached: true);
}
