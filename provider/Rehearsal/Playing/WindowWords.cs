using Lockstep.Rehearsal.Traffic;

namespace Lockstep.Rehearsal.Playing;

/// <summary>A window in a sentence about orders.</summary>
static class WindowWords
{
    public static string Words(this Window window) => window switch
    {
        Window.Before => "before",
        Window.Elsewhere => "while other resources had their turn",
        Window.Migrating => "during the migration",
        Window.Migrated => "on the new schema with the old API",
        Window.ApiChanging => "while the API had its turn",
        Window.RollingBack => "during the rollback",
        Window.Deleting => "during the deletion",
        Window.After => "after",
        _ => $"{window}",
    };
}
