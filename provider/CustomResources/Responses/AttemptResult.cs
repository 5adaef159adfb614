namespace Lockstep.CustomResources.Responses;

/// <param name="Problem">Null: delivered.</param>
/// <param name="IsFinal">Another attempt would end the same way.</param>
sealed record AttemptResult(string? Problem, bool IsFinal)
{
    public static AttemptResult Delivered { get; } = new(null, IsFinal: true);

    public static AttemptResult Failed(string problem) => new(problem, IsFinal: false);

    public static AttemptResult Refused(string problem) => new(problem, IsFinal: true);
}
