using Lockstep.PostgresMigrations.Scripts.Classifying;

namespace Lockstep.PostgresMigrations.Reverting.Repeatables;

/// <summary>An object of a repeatable, as it is in the catalogue.</summary>
/// <param name="Id">What dependencies name it by.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">
/// As DROP takes it: <c>public.order_totals</c>, <c>public.total(integer)</c>, <c>t ON public.orders</c>.
/// </param>
sealed record PlacedObject(ObjectId Id, CreatedKind Kind, string Name)
{
    public string Drop => $"DROP {Keyword} IF EXISTS {Name};\n";

    /// <summary>As COMMENT and ALTER take it: <c>VIEW public.order_totals</c>.</summary>
    public string Described => $"{Keyword} {Name}";

    /// <summary>As GRANT takes it.</summary>
    public string Granted => $"{(Kind == CreatedKind.Routine ? "ROUTINE" : "TABLE")} {Name}";

    string Keyword => Kind switch
    {
        CreatedKind.View => "VIEW",
        CreatedKind.MaterializedView => "MATERIALIZED VIEW",
        CreatedKind.Routine => "ROUTINE",
        _ => "TRIGGER",
    };
}

/// <param name="Class">The catalogue's oid, as pg_depend has it.</param>
/// <param name="Object">The object's oid in it.</param>
sealed record ObjectId(long Class, long Object);
