using System.Text;
using System.Text.Json;
using Lockstep.Api.Http.Fields;
using Lockstep.Api.Http.Problems;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Api.Http;

/// <summary>Reads a request as its operation says. Whoever gets a <see cref="Call"/> needs to check nothing.</summary>
static class CallReader
{
    static readonly JsonDocumentOptions Strict = new() { MaxDepth = RequestLimits.JsonDepth, AllowDuplicateProperties = false };

    /// <exception cref="ProblemException">It is not as it must be.</exception>
    public static Call Read(Operation operation, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var errors = new List<FieldError>();
        var ids = operation.Ids.Select(field => Id(field, request, errors)).ToList();
        var query = Query(operation, request.Query, errors);
        Refuse(errors);
        return new(ids, query, Body(operation, request, body), operation.IfMatch ? Etag.Expected(request.Headers) : null);
    }

    static long Id(IdField field, HttpRequest request, List<FieldError> errors)
    {
        if (field.Parse((string)request.RouteValues[field.Name]!) is long id)
        {
            return id;
        }

        errors.Add(new(field.Name, $"must be {field.Expectation}"));
        return 0;
    }

    static FieldValues Query(Operation operation, IQueryCollection query, List<FieldError> errors)
    {
        var values = new FieldValues();
        foreach (var (name, texts) in query)
        {
            var field = operation.Query.FirstOrDefault(candidate => candidate.Name == name);
            if (field is null)
            {
                errors.Add(new(name, "is not known"));
            }
            else if (texts.Count == 1 && field.Parse(texts[0] ?? "") is { } value)
            {
                values.Set(field, value);
            }
            else
            {
                errors.Add(new(name, $"must be {field.Expectation}"));
            }
        }

        return values;
    }

    static object? Body(Operation operation, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (operation.Body is not { } field)
        {
            // Whoever sends one means something by it, and it would be passed over.
            return body.IsEmpty ? null : throw ProblemException.Invalid(new FieldError("(body)", "is not expected"));
        }

        RequireJson(request);
        using var document = Parse(body);
        var errors = new List<FieldError>();
        var value = Read(field, document.RootElement, errors);
        if (value is null && errors.Count == 0)
        {
            errors.Add(new("(body)", $"must be {field.Expectation}"));
        }

        Refuse(errors);
        return value;
    }

    static object? Read(Field field, JsonElement body, List<FieldError> errors)
    {
        try
        {
            return field.Read(body, "", errors);
        }
        catch (InvalidOperationException)
        {
            // Fields read their values with care; this is a name with half a surrogate pair.
            throw BadName();
        }
    }

    static ProblemException BadName() => ProblemException.Invalid(new FieldError("(body)", "has a name that is no text"));

    static void RequireJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Encoding is { } encoding && !encoding.Equals(Encoding.UTF8)))
        {
            throw ProblemException.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "The body must be application/json in UTF-8.",
                new FieldError(HeaderNames.ContentType, "must be application/json"));
        }
    }

    static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (JsonException exception)
        {
            // Only of a member that is there twice the reader does not say where.
            var reason = exception.LineNumber is { } line
                ? $"is no JSON of at most {RequestLimits.JsonDepth} levels at line {line + 1}"
                : "has a member twice";
            throw ProblemException.Invalid(new FieldError("(body)", reason));
        }
        catch (InvalidOperationException)
        {
            throw BadName();
        }
    }

    static void Refuse(List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ProblemException.Invalid(errors);
        }
    }
}
