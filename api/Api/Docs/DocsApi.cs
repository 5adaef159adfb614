using Lockstep.Api.Http;

namespace Lockstep.Api.Docs;

/// <summary>The OpenAPI document, and a page of our own on which a person reads it and sends requests.</summary>
static class DocsApi
{
    const string DocumentType = "application/vnd.oai.openapi+json;version=3.1";

    // Nothing of the page comes from elsewhere, and nothing but this API is called.
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    const string Script = "text/javascript; charset=utf-8";

    // What the page asks for.
    static readonly (string Name, string Type)[] Files =
    [
        ("page.js", Script),
        ("form.js", Script),
        ("answer.js", Script),
        ("schema.js", Script),
        ("memory.js", Script),
        ("element.js", Script),
        ("page.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ];

    public static void Map(IEndpointRouteBuilder routes, IReadOnlyList<Resource> resources)
    {
        // Nobody asks for it in most processes, so it is made when somebody does.
        var document = new Lazy<byte[]>(() => System.Text.Encoding.UTF8.GetBytes(OpenApiDocument.Of(resources).ToJsonString()));
        MapGet(routes, "/openapi.json", DocumentType, () => document.Value);
        MapGet(routes, "/docs", "text/html; charset=utf-8", () => File("index.html"));
        foreach (var (name, type) in Files)
        {
            MapGet(routes, $"/docs/{name}", type, () => File(name));
        }
    }

    static void MapGet(IEndpointRouteBuilder routes, string path, string type, Func<byte[]> content) =>
        routes.MapMethods(path, [HttpMethods.Get], async context =>
        {
            var body = content();
            context.Response.ContentType = type;
            context.Response.ContentLength = body.Length;
            context.Response.Headers.ContentSecurityPolicy = Policy;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });

    static byte[] File(string name)
    {
        using var resource = typeof(DocsApi).Assembly.GetManifestResourceStream($"docs/{name}")!;
        using var memory = new MemoryStream();
        resource.CopyTo(memory);
        return memory.ToArray();
    }
}
