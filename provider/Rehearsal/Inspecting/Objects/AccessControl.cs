namespace Lockstep.Rehearsal.Inspecting.Objects;

/// <summary>Lists of rights (ACLs), as one text for the same rights whatever the order they were granted in.</summary>
static class AccessControl
{
    /// <summary>An expression: <c>grants {…}</c>, or null for the rights that an object has when nobody has granted or revoked
    /// any; the server spells those in two ways, as null and in full.</summary>
    /// <param name="acl">The column.</param>
    /// <param name="kind">An expression: the letter of the kind of object that <c>acldefault</c> takes.</param>
    /// <param name="owner">The column of the owner.</param>
    public static string Grants(string acl, string kind, string owner)
    {
        var usual = $"acldefault({kind}, {owner})";
        return $"'grants ' || NULLIF({Sorted($"COALESCE({acl}, {usual})")}, {Sorted(usual)})";
    }

    /// <summary>An expression: the list as a text, sorted.</summary>
    public static string Sorted(string acl) =>
        $"""(SELECT COALESCE(array_agg(g::text ORDER BY g::text COLLATE "C"), ARRAY[]::text[])::text FROM unnest({acl}) g)""";
}
