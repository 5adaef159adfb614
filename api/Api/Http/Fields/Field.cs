using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Api.Http.Fields;

/// <summary>One member of a body, one parameter of a query or a path: what it may be, for whoever reads it and for the OpenAPI
/// document.</summary>
/// <param name="Name">On the wire.</param>
abstract record Field(string Name)
{
    /// <summary>It may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>For the documentation.</summary>
    public string? Summary { get; init; }

    /// <summary>What follows "must be".</summary>
    public abstract string Expectation { get; }

    public abstract JsonObject Schema();

    /// <summary>Reads a member of a body.</summary>
    /// <returns>Null where it is not what it must be; a field with parts of its own has told which then.</returns>
    public abstract object? Read(JsonElement value, string path, List<FieldError> errors);

    /// <summary>Reads a parameter.</summary>
    public abstract object? Parse(string text);
}

/// <summary>A field whose values are of one type.</summary>
abstract record Field<T>(string Name) : Field(Name)
    where T : notnull;

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Its path: <c>lines[0].quantity</c>.</param>
/// <param name="Reason">In plain English.</param>
sealed record FieldError(string Field, string Reason);
