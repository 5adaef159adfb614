namespace Lockstep.Rehearsal.Postgres;

/// <summary>A login role that <see cref="PostgresServer.CreateLoginAsync"/> made.</summary>
/// <param name="Name">The role's name; needs no quoting.</param>
/// <param name="Password">Its password; never printed.</param>
public sealed record PostgresLogin(string Name, string Password)
{
    public override string ToString() => Name;
}
