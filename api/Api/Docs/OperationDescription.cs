using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Api.Http;
using Lockstep.Api.Http.Fields;
using Lockstep.Api.Http.Idempotency;
using Lockstep.Api.Http.Problems;
using Microsoft.AspNetCore.WebUtilities;

namespace Lockstep.Api.Docs;

/// <summary>What the document says of one operation.</summary>
static class OperationDescription
{
    public static JsonObject Of(Resource resource, Operation operation, Schemas schemas)
    {
        var description = new JsonObject
        {
            ["operationId"] = operation.Name,
            ["tags"] = new JsonArray(resource.Name),
            ["summary"] = operation.Summary,
            ["parameters"] = new JsonArray([.. Parameters(operation)]),
        };
        if (operation.Body is { } body)
        {
            description["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = Content("application/json", schemas.Reference(body)),
            };
        }

        description["responses"] = Responses(operation, schemas);
        return description;
    }

    static IEnumerable<JsonNode> Parameters(Operation operation)
    {
        foreach (var id in operation.Ids)
        {
            yield return Parameter(id, "path", isRequired: true);
        }

        foreach (var field in operation.Query)
        {
            yield return Parameter(field, "query", isRequired: false);
        }

        if (operation.IfMatch)
        {
            yield return Parameter(Etag.Field, "header", isRequired: true);
        }

        if (operation.TakesKey)
        {
            yield return Parameter(IdempotencyKey.Field, "header", isRequired: false);
        }
    }

    static JsonObject Parameter(Field field, string place, bool isRequired)
    {
        var parameter = new JsonObject { ["name"] = field.Name, ["in"] = place, ["required"] = isRequired };
        if (field.Summary is { } summary)
        {
            parameter["description"] = summary;
        }

        parameter["schema"] = field.Schema();
        return parameter;
    }

    static JsonObject Responses(Operation operation, Schemas schemas)
    {
        var responses = new JsonObject { [Text(operation.Status)] = Success(operation, schemas) };
        foreach (var status in ProblemStatuses(operation).Order())
        {
            responses[Text(status)] = new JsonObject
            {
                ["description"] = ReasonPhrases.GetReasonPhrase(status),
                ["content"] = Content(ProblemWriter.ContentType, schemas.Reference(ApiJson.Default.Problem)),
            };
        }

        return responses;
    }

    static JsonObject Success(Operation operation, Schemas schemas)
    {
        var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(operation.Status) };
        var headers = new JsonObject();
        if (operation.Etag)
        {
            headers["ETag"] = TextHeader("For If-Match.");
        }

        if (operation.Status == StatusCodes.Status201Created)
        {
            headers["Location"] = TextHeader("Where it is from now on.");
        }

        if (headers.Count > 0)
        {
            response["headers"] = headers;
        }

        if (operation.Answer is { } answer)
        {
            response["content"] = Content("application/json", schemas.Reference(answer));
        }

        return response;
    }

    static JsonObject TextHeader(string description) =>
        new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } };

    static HashSet<int> ProblemStatuses(Operation operation)
    {
        HashSet<int> statuses = [400, 413, 500, 503, .. operation.Problems];
        statuses.UnionWith(operation.Ids.Count > 0 ? [404] : []);
        statuses.UnionWith(operation.Body is not null ? [415] : []);
        statuses.UnionWith(operation.IfMatch ? [412, 428] : []);
        statuses.UnionWith(operation.TakesKey ? [422] : []);
        return statuses;
    }

    static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
