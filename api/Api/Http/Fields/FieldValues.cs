namespace Lockstep.Api.Http.Fields;

/// <summary>What was read of some fields.</summary>
sealed class FieldValues
{
    readonly Dictionary<Field, object> _values = new(ReferenceEqualityComparer.Instance);

    public void Set(Field field, object value) => _values[field] = value;

    /// <summary>A value that is there.</summary>
    public T Get<T>(Field<T> field)
        where T : notnull => (T)_values[field];

    public int Int(Field<long> field) => checked((int)Get(field));

    /// <summary>Null where it was left out.</summary>
    public T? Optional<T>(Field<T> field)
        where T : class => _values.TryGetValue(field, out var value) ? (T)value : null;

    /// <summary>Null where it was left out.</summary>
    public T? OptionalValue<T>(Field<T> field)
        where T : struct => _values.TryGetValue(field, out var value) ? (T)value : null;
}
