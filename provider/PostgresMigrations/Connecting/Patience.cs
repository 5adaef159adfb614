namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>How long to try again for a connection, where that may help.</summary>
/// <param name="Unreached">While the database does not answer, or the credentials cannot be had.</param>
/// <param name="Refused">
/// While it refuses to sign in with credentials that are read anew each time, counted from its first refusal.
/// </param>
sealed record Patience(TimeSpan Unreached, TimeSpan Refused)
{
    /// <summary>
    /// Long enough for a database that starts or fails over, short enough that a wrong host name is known soon; a wrong password
    /// even sooner, for the rollback that follows outlasts a rotation.
    /// </summary>
    public static Patience Forward { get; } = new(TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(10));

    /// <summary>
    /// How long a password may be refused that is being rotated: the secret says the old one until the last step. AWS is done
    /// within a minute (docs/decisions/0026); one that is refused for longer is wrong, and nobody gains by waiting.
    /// </summary>
    public static TimeSpan Rotation { get; } = TimeSpan.FromMinutes(2);

    /// <summary>As long as there is time to work.</summary>
    public static Patience Endless { get; } = new(TimeSpan.MaxValue, Rotation);

    public static Patience None { get; } = Of(TimeSpan.Zero);

    public static Patience Of(TimeSpan time) => new(time, time);
}
