using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

public sealed class TheDocumentation(SharedPostgres postgres)
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task DescribesEveryOperation()
    {
        await using var api = await RunningApi.StartAsync("Host=127.0.0.1;Port=1;Database=shop;Username=api");

        var document = (await api.GetAsync("/openapi.json")).ShouldBe(200);

        document.Type.ShouldBe("application/vnd.oai.openapi+json");
        $"{JsonNode.Parse(document.Body)!.ToJsonString(Readable)}\n".ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public async Task HasNoReferenceThatLeadsNowhere()
    {
        await using var api = await RunningApi.StartAsync("Host=127.0.0.1;Port=1;Database=shop;Username=api");
        var body = (await api.GetAsync("/openapi.json")).Body;

        foreach (var reference in body.Split("\"$ref\":\"").Skip(1).Select(part => part.Split('"')[0]))
        {
            reference.ShouldStartWith("#/");
            reference[2..].Split('/').Aggregate(JsonNode.Parse(body), (node, name) => node?[name]).ShouldNotBeNull(reference);
        }
    }

    [Fact]
    public async Task IsAPageThatNeedsNothingFromElsewhere()
    {
        await using var api = await RunningApi.StartAsync(postgres);

        string[] files = [.. Directory.GetFiles(Path.Combine(Migration.ScriptsFolder, "../api/Api/Docs/Page")).Select(file => Path.GetFileName(file))];
        files.Length.ShouldBeGreaterThan(4);
        foreach (var name in files)
        {
            var file = (await api.GetAsync(name == "index.html" ? "/docs" : $"/docs/{name}")).ShouldBe(200);
            file.Body.ShouldNotContain("//cdn");
            file.Body.ShouldNotContain("https://");
            file.Headers["Content-Security-Policy"].ShouldContain("default-src 'none'");
        }
    }
}
