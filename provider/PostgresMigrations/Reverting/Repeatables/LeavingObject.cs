using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>An object that is dropped and made again.</summary>
/// <param name="Script">The repeatable's name.</param>
/// <param name="Placed">The object.</param>
/// <param name="Dropped">The text that made it as it is now.</param>
/// <param name="Remade">The text that makes it again; the same one where the script has not changed.</param>
sealed record LeavingObject(string Script, PlacedObject Placed, CreatedObjects Dropped, CreatedObjects Remade)
{
    /// <summary>
    /// Whether the object, made again, would lack something that it shall have. What the text that goes has said of rights and
    /// comments goes with it, and what the text that comes says of them holds.
    /// </summary>
    public bool Lacks(Belonging one) => one.Kind switch
    {
        BelongingKind.Attached => !Dropped.Mentions(one.Name!) && !Remade.Mentions(one.Name!),
        _ when IsUnchanged => true,
        BelongingKind.OwnGrant => false,
        BelongingKind.Grant => !Dropped.Grants(one.Name!, one.Privilege!),
        BelongingKind.Revoke => !Remade.Grants(one.Name!, one.Privilege!),
        BelongingKind.Comment => !Dropped.Comments && !Remade.Comments,
        _ => true,
    };

    bool IsUnchanged => ReferenceEquals(Dropped, Remade);
}
