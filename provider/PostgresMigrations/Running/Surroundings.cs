using Lockstep.PostgresMigrations.Connecting;

namespace Lockstep.PostgresMigrations.Running;

/// <summary>What a segment's transactions write besides its steps.</summary>
/// <param name="First">Before the first step: the schema, when it has to be made.</param>
/// <param name="Last">What ends the deployment, asked for just before the last commit; null when more segments follow.</param>
sealed record Surroundings(IReadOnlyList<Sql> First, Func<IReadOnlyList<Sql>>? Last)
{
    /// <summary>What of it belongs to one of several segments.</summary>
    public Surroundings For(Segment segment, IReadOnlyList<Segment> segments) =>
        new(ReferenceEquals(segment, segments[0]) ? First : [], ReferenceEquals(segment, segments[^1]) ? Last : null);
}
