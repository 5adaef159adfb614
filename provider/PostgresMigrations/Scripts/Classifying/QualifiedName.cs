namespace Lockstep.PostgresMigrations.Scripts.Classifying;

/// <summary>A name as the catalogue has it, with its schema if that was written.</summary>
readonly record struct QualifiedName(string? Schema, string Name)
{
    /// <summary>For messages: <c>shop.orders</c>, <c>orders</c>.</summary>
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";
}
