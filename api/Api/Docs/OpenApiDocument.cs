using System.Text.Json.Nodes;
using Lockstep.Api.Http;

namespace Lockstep.Api.Docs;

/// <summary>The OpenAPI document, made of the operations that serve: what it says is what is done.</summary>
static class OpenApiDocument
{
    public static JsonObject Of(IReadOnlyList<Resource> resources)
    {
        var schemas = new Schemas();
        var paths = new JsonObject();
        foreach (var resource in resources)
        {
            foreach (var operation in resource.Operations)
            {
                var path = paths[operation.Path] as JsonObject ?? [];
                paths[operation.Path] = path;
                path[operation.Method switch { "GET" => "get", "POST" => "post", "PUT" => "put", _ => "delete" }] =
                    OperationDescription.Of(resource, operation, schemas);
            }
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Lockstep shop",
                ["version"] = "1",
                ["description"] = "An order management on the schema that Lockstep migrates.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. resources.Select(resource => new JsonObject { ["name"] = resource.Name })]),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.All },
        };
    }
}
