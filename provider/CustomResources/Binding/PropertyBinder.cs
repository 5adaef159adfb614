using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Binding;

/// <summary>
/// Reads properties member by member, so that one that doesn't bind spoils no other and all of them are found at
/// once.
/// </summary>
sealed class PropertyBinder<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TProperties>
    where TProperties : class
{
    static readonly string[] CloudFormations = ["ServiceToken", ServiceTimeout.Name];
    static readonly JsonWriterOptions Trusted = new() { SkipValidation = true };

    readonly JsonTypeInfo<TProperties> _type;
    readonly ObjectShape _shape;
    readonly byte[] _nothing;

    /// <exception cref="ArgumentException">
    /// The type cannot be made from nothing, though a Delete may carry nothing that binds.
    /// </exception>
    public PropertyBinder(JsonTypeInfo<TProperties> type)
    {
        _type = Lenient(type);
        try
        {
            var defaults = new Defaults(Initialised(), Read("{}"u8));
            var options = new JsonSerializerOptions(type.Options);
            _shape = new Shapes(options, _type.Options).Of(options.GetTypeInfo(typeof(TProperties)), defaults, CloudFormations);
            using var buffer = new PooledBuffer();
            _ = Rewrite(JsonElement.Parse("{}"), buffer);
            _nothing = buffer.Written.ToArray();
            _ = Read(_nothing);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException(
                $"{typeof(TProperties).Name} must be readable when a template gives none of it.", nameof(type), exception);
        }
    }

    public Bound<TProperties> Bind(JsonElement properties)
    {
        using var buffer = new PooledBuffer();
        var findings = Rewrite(properties, buffer);
        try
        {
            return new Bound<TProperties>(Read(buffer.Written), findings);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The type's own code refused; a rollback or Delete goes on without the properties.
            var finding = new Finding("", $"the properties as a whole cannot be read ({exception.GetType().Name})");
            return new Bound<TProperties>(Read(_nothing), [.. findings, finding]);
        }
    }

    IReadOnlyList<Finding> Rewrite(JsonElement properties, PooledBuffer buffer)
    {
        using var writer = new Utf8JsonWriter(buffer, Trusted);
        var rewriting = new Rewriting(writer);
        _ = _shape.TryWrite(properties, name: null, rewriting);
        if (ServiceTimeout.IsWrong(properties))
        {
            _ = rewriting.Refuse(ServiceTimeout.Name, "is not a whole number of seconds from 1 to 3600");
        }

        writer.Flush();
        return rewriting.Findings;
    }

    TProperties Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, _type)!;

    static TProperties? Initialised() =>
        typeof(TProperties).GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance<TProperties>();

    // What a strict reader misses stands in the findings; a lenient one goes without.
    static JsonTypeInfo<TProperties> Lenient(JsonTypeInfo<TProperties> type)
    {
        var resolver = type.Options.TypeInfoResolver!.WithAddedModifier(contract =>
        {
            foreach (var property in contract.Properties)
            {
                property.IsRequired = false;
            }
        });
        return (JsonTypeInfo<TProperties>)new JsonSerializerOptions(type.Options) { TypeInfoResolver = resolver }
            .GetTypeInfo(typeof(TProperties));
    }
}
