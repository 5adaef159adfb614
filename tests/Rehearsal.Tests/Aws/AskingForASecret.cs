using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lockstep.Rehearsal.Aws;
using Microsoft.Extensions.Time.Testing;

namespace Lockstep.Rehearsal.Tests.Aws;

public sealed class AskingForASecret : IAsyncLifetime
{
    const string Signature =
        "Credential=AKIDEXAMPLE/20261122/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, "
        + "Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    readonly HttpClient _client = new();
    readonly FakeTimeProvider _clock = new(new(2026, 11, 22, 10, 11, 12, 500, TimeSpan.Zero));
    SecretsManagerStandIn? _manager;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    SecretsManagerStandIn Manager => _manager!;

    public async ValueTask InitializeAsync() =>
        _manager = await SecretsManagerStandIn.StartAsync("eu-west-1", "123456789012", _clock, Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Manager.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivesItByArnAndByName(bool byArn)
    {
        var arn = Manager.Create("orders/master", """{"username":"app","password":"p\"w"}""");

        var (status, reply) = await AskAsync($$"""{"SecretId":"{{(byArn ? arn : "orders/master")}}"}""");

        status.ShouldBe(200);
        reply.GetProperty("SecretString").GetString().ShouldBe("""{"username":"app","password":"p\"w"}""");
        reply.GetProperty("ARN").GetString().ShouldBe(arn);
        reply.GetProperty("Name").GetString().ShouldBe("orders/master");
        reply.GetProperty("VersionStages").GetRawText().ShouldBe("[\"AWSCURRENT\"]");
        reply.GetProperty("CreatedDate").GetDecimal().ShouldBe(1795342272.5m);
        arn.ShouldMatch("^arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/master-[A-Za-z0-9]{6}$");
    }

    [Fact]
    public async Task GivesTheNewValueAfterARotationAndTheOldOneAsPrevious()
    {
        Manager.Create("s", "old");
        Manager.Rotate("s", "new");

        var (_, current) = await AskAsync("""{"SecretId":"s"}""");
        var (_, previous) = await AskAsync("""{"SecretId":"s","VersionStage":"AWSPREVIOUS"}""");

        current.GetProperty("SecretString").GetString().ShouldBe("new");
        previous.GetProperty("SecretString").GetString().ShouldBe("old");
        previous.GetProperty("VersionId").GetGuid().ShouldNotBe(current.GetProperty("VersionId").GetGuid());
    }

    [Fact]
    public async Task IsCounted()
    {
        var arn = Manager.Create("s", "x");
        Manager.Create("other", "y");

        await AskAsync("""{"SecretId":"s"}""");
        await AskAsync("""{"SecretId":"s"}""");
        await AskAsync("""{"SecretId":"missing"}""");

        (Manager.CallsFor("s"), Manager.CallsFor(arn), Manager.CallsFor("other"), Manager.Calls).ShouldBe((2, 2, 0, 3));
    }

    [Theory]
    [InlineData("""{"SecretId":"missing"}""", "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")]
    [InlineData(
        """{"SecretId":"s","VersionStage":"AWSPREVIOUS"}""",
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS")]
    [InlineData(
        """{"SecretId":"s","VersionId":"another"}""",
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for VersionId: another")]
    [InlineData(
        "{}",
        "ValidationException",
        "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null")]
    [InlineData("SecretId=s", "SerializationException", "")]
    public async Task FailsInAmazonsWords(string question, string type, string message)
    {
        Manager.Create("s", "x");

        var (status, reply) = await AskAsync(question);

        status.ShouldBe(400);
        reply.GetProperty("__type").GetString().ShouldBe(type);
        reply.GetProperty("Message").GetString().ShouldBe(message);
    }

    [Theory]
    [InlineData(null, "MissingAuthenticationTokenException")]
    [InlineData("Credential=AKIDEXAMPLE", "IncompleteSignatureException")]
    [InlineData("", "IncompleteSignatureException")]
    public async Task NeedsASignature(string? authorization, string type) =>
        (await AskAsync("""{"SecretId":"s"}""", authorization)).Reply.GetProperty("__type").GetString().ShouldBe(type);

    [Theory]
    [InlineData("host;", "", "'host' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData(";x-amz-target", "", "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData("eu-west-1", "us-east-1", "Credential should be scoped to a valid region, not 'us-east-1'.")]
    [InlineData("/secretsmanager/", "/lambda/", "Credential should be scoped to correct service: 'secretsmanager'.")]
    public async Task NeedsASignatureThatCoversIt(string part, string instead, string message) =>
        (await AskAsync("""{"SecretId":"s"}""", Signature.Replace(part, instead, StringComparison.Ordinal)))
            .Reply.GetProperty("Message").GetString().ShouldBe(message);

    [Fact]
    public async Task NeedsTheSessionTokenSignedToo()
    {
        _client.DefaultRequestHeaders.Add("X-Amz-Security-Token", "token");

        var (_, reply) = await AskAsync("""{"SecretId":"s"}""");

        reply.GetProperty("Message").GetString()
            .ShouldBe("'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization.");
    }

    [Theory]
    [InlineData("secretsmanager.ListSecrets", "application/x-amz-json-1.1")]
    [InlineData("secretsmanager.GetSecretValue", "application/json")]
    public async Task IsTheOnlyOperation(string target, string contentType)
    {
        using var request = Request("{}", Signature, target, contentType);

        var (status, reply) = await SendAsync(request);

        (status, reply.GetProperty("__type").GetString()).ShouldBe((400, "UnknownOperationException"));
    }

    [Theory]
    [InlineData(SecretsManagerFault.AccessDenied, 400, "AccessDeniedException")]
    [InlineData(SecretsManagerFault.Throttled, 400, "ThrottlingException")]
    [InlineData(SecretsManagerFault.InternalError, 500, "InternalServiceError")]
    [InlineData(SecretsManagerFault.DecryptionFailure, 400, "DecryptionFailure")]
    public async Task FailsAsOftenAsAskedThenWorks(SecretsManagerFault fault, int status, string type)
    {
        Manager.Create("s", "x");
        Manager.Inject(fault, 1);

        var failed = await AskAsync("""{"SecretId":"s"}""");
        var worked = await AskAsync("""{"SecretId":"s"}""");

        (failed.Status, failed.Reply.GetProperty("__type").GetString(), worked.Status).ShouldBe((status, type, 200));
    }

    Task<(int Status, JsonElement Reply)> AskAsync(string question) => AskAsync(question, Signature);

    async Task<(int Status, JsonElement Reply)> AskAsync(string question, string? authorization)
    {
        using var request = Request(question, authorization, "secretsmanager.GetSecretValue", "application/x-amz-json-1.1");
        return await SendAsync(request);
    }

    HttpRequestMessage Request(string question, string? authorization, string target, string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(question));
        var request = new HttpRequestMessage(HttpMethod.Post, Manager.Endpoint) { Content = content };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.Add("X-Amz-Date", "20261122T101112Z");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 {authorization}").ShouldBeTrue();
        }

        return request;
    }

    async Task<(int Status, JsonElement Reply)> SendAsync(HttpRequestMessage request)
    {
        using var response = await _client.SendAsync(request, Token);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-amz-json-1.1");
        var body = await response.Content.ReadAsByteArrayAsync(Token);
        using var document = JsonDocument.Parse(body);
        return ((int)response.StatusCode, document.RootElement.Clone());
    }
}
