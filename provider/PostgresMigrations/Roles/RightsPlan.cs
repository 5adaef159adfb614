namespace Lockstep.PostgresMigrations.Roles;

/// <summary>What to grant and what to revoke, and what cannot be had: objects and two sets of grants in, values out.</summary>
/// <param name="Grants">Wanted and not held.</param>
/// <param name="Revokes">Given under earlier properties, and no longer wanted.</param>
/// <param name="Problems">What the template asks for and the database has not: reasons to refuse.</param>
/// <param name="Remarks">What only another owner could change.</param>
sealed record RightsPlan(
    IReadOnlyList<Right> Grants, IReadOnlyList<Right> Revokes, IReadOnlyList<string> Problems, IReadOnlyList<string> Remarks)
{
    const int Named = 3;
    const string TheOwner = "the owner can";

    /// <param name="objects">Everything in the schemas of both sets.</param>
    /// <param name="wanted">What the role shall have.</param>
    /// <param name="former">What it may have been given before.</param>
    public static RightsPlan For(IReadOnlyList<SchemaObject> objects, GrantSet wanted, GrantSet former)
    {
        var missing = Rights(objects, (one, privilege) => wanted.Has(one, privilege) && !one.Held.Contains(privilege)).ToList();
        var surplus = Rights(
            objects,
            (one, privilege) => former.Has(one, privilege) && !wanted.Has(one, privilege) && one.Held.Contains(privilege))
            .ToList();
        var denied = missing.Where(found => !found.MayPass && !found.Object.Public.Contains(found.Right.Privilege)).ToList();
        return new(
            [.. missing.Where(found => found.MayPass).Select(found => found.Right)],
            [.. surplus.Where(found => found.MayPass).Select(found => found.Right)],
            [
                .. MissingSchemas(objects, wanted),
                .. denied.Where(found => found.Right.Kind == ObjectKind.Schema).Select(ForeignSchema),
            ],
            [
                .. Remark(denied.Where(found => found.Right.Kind != ObjectKind.Schema), "could not be granted", TheOwner),
                .. Remark(surplus.Where(found => !found.MayPass), "could not be revoked", TheOwner),
                .. surplus.Where(found => found.MayPass).GroupBy(Givers, StringComparer.Ordinal)
                    .Where(lent => lent.Key.Length > 0)
                    .SelectMany(lent => Remark(lent, "could not be revoked", $"{lent.Key} can, who granted it")),
            ]);
    }

    static IEnumerable<(SchemaObject Object, Right Right, bool MayPass)> Rights(
        IEnumerable<SchemaObject> objects, Func<SchemaObject, string, bool> isMeant) =>
        from one in objects
        from privilege in GrantSet.PrivilegesOf(one.Kind)
        where isMeant(one, privilege)
        select (one, new Right(one.Kind, one.Name, privilege), one.MayPass(privilege));

    static string Givers((SchemaObject Object, Right Right, bool MayPass) found) =>
        string.Join(", ", found.Object.Givers[found.Right.Privilege]);

    static IEnumerable<string> MissingSchemas(IReadOnlyList<SchemaObject> objects, GrantSet wanted) =>
        wanted.Schemas.Except(objects.Select(one => one.Schema), StringComparer.Ordinal).Select(schema =>
            $"Schema \"{schema}\" does not exist. Let the migration that creates it come first (DependsOn), or correct Grants.");

    static string ForeignSchema((SchemaObject Object, Right Right, bool MayPass) found) =>
        $"The migrator may not pass on USAGE of schema {found.Right.Name}, which is somebody else's: "
        + $"grant it to the migrator WITH GRANT OPTION.";

    static IEnumerable<string> Remark(
        IEnumerable<(SchemaObject Object, Right Right, bool MayPass)> found, string what, string who)
    {
        var objects = found.GroupBy(one => one.Right.Name, StringComparer.Ordinal)
            .Select(group => $"{string.Join(", ", group.Select(one => one.Right.Privilege))} on {group.Key}").ToList();
        if (objects.Count > 0)
        {
            var more = objects.Count > Named ? $" and {objects.Count - Named} more" : string.Empty;
            yield return $"{string.Join("; ", objects.Take(Named))}{more} {what}: only {who}.";
        }
    }
}
