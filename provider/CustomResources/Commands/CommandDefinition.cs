using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.CustomResources.Binding;
using Lockstep.CustomResources.Requests;

namespace Lockstep.CustomResources.Commands;

/// <summary>One command that a function offers: <c>{"Command": NAME, "ResourceProperties": {...}}</c>.</summary>
public abstract record CommandDefinition
{
    private protected CommandDefinition(string name) => Name = name;

    /// <summary>The event's <c>Command</c>.</summary>
    public string Name { get; }

    /// <summary>Further members that its event may have; their values are strings, numbers, true or false.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Defines a command; options follow in a <c>with</c>.</summary>
    /// <param name="name">The event's <c>Command</c>.</param>
    /// <param name="command">Carries it out.</param>
    /// <param name="properties">See <see cref="ResourceDefinition.For{TProperties}"/>.</param>
    public static CommandDefinition<TProperties> For<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TProperties>(
        string name, ICommand<TProperties> command, JsonTypeInfo<TProperties> properties)
        where TProperties : class => new(name, command, properties);

    internal abstract Task<JsonElement> RunAsync(
        RequestContext context, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken);
}

/// <summary>One command, its properties and its options.</summary>
public sealed record CommandDefinition<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TProperties> : CommandDefinition
    where TProperties : class
{
    readonly ICommand<TProperties> _command;
    readonly PropertyBinder<TProperties> _binder;

    internal CommandDefinition(string name, ICommand<TProperties> command, JsonTypeInfo<TProperties> properties)
        : base(name)
    {
        _command = command;
        _binder = new PropertyBinder<TProperties>(properties);
    }

    /// <summary>Further findings about properties, reported in one message with those of reading them.</summary>
    public Func<TProperties, IEnumerable<string>>? Validate { get; init; }

    internal override Task<JsonElement> RunAsync(
        RequestContext context, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var bound = _binder.Bind(context.ResourceProperties);
        IReadOnlyList<string> findings =
            [.. bound.Findings.Select(finding => finding.Text), .. Validate?.Invoke(bound.Value) ?? []];
        return findings.Count > 0
            ? throw new InvalidPropertiesException($"the command {Name}", findings)
            : _command.RunAsync(new CommandRequest<TProperties>(context, bound.Value, options), cancellationToken);
    }
}
