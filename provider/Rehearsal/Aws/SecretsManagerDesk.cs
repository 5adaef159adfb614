using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Rehearsal.Faults;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Rehearsal.Aws;

/// <summary>Takes the stand-in's requests one by one: checks, spoils, answers.</summary>
sealed class SecretsManagerDesk(string region, string accountId, TimeProvider clock)
{
    const string ContentType = "application/x-amz-json-1.1";
    const string Operation = "secretsmanager.GetSecretValue";
    const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    readonly ConcurrentDictionary<string, Secret> _byName = new(StringComparer.Ordinal);
    int _calls;

    public FaultQueue<SecretsManagerFault> Faults { get; } = new();

    public int Calls => Volatile.Read(ref _calls);

    public string Create(string name, string text)
    {
        var arn = $"arn:aws:secretsmanager:{region}:{accountId}:secret:{name}-{RandomNumberGenerator.GetString(Alphanumeric, 6)}";
        var secret = new Secret(arn, name);
        secret.Put(text, clock.GetUtcNow());
        return _byName.TryAdd(name, secret)
            ? arn
            : throw new ArgumentException($"There is a secret {name} already.", nameof(name));
    }

    public void Rotate(string id, string text) => Known(id).Put(text, clock.GetUtcNow());

    public int CallsFor(string id) => Known(id).Calls;

    public async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var reply = Reply(context.Request, body.ToArray());
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = reply.Body.Length;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    SecretsManagerReply Reply(HttpRequest request, byte[] body)
    {
        if ((SignatureForm.Check(request, region, "secretsmanager") ?? WrongCall(request)) is { } refused)
        {
            return refused.ToReply();
        }

        try
        {
            using var question = JsonDocument.Parse(body);
            return Reply(Text(question, "SecretId"), Text(question, "VersionStage") ?? "AWSCURRENT", Text(question, "VersionId"));
        }
        catch (JsonException)
        {
            return SecretsManagerError.NoJson.ToReply();
        }
    }

    SecretsManagerReply Reply(string? id, string stage, string? version)
    {
        if (id is null)
        {
            return SecretsManagerError.WithoutId.ToReply();
        }

        var secret = Find(id);
        return secret is null ? SecretsManagerError.NoSuchSecret.ToReply()
            : Faults.Next() is { } fault ? SecretsManagerError.For(fault, secret.Arn).ToReply()
            : secret.Get(stage) is { } found && found.Id == (version ?? found.Id) ? SecretsManagerReply.Of(secret, found, stage)
            : SecretsManagerError.NoSuchVersion(stage, version).ToReply();
    }

    static SecretsManagerError? WrongCall(HttpRequest request) =>
        request.Method == "POST" && request.Path == "/" && request.ContentType == ContentType
            && request.Headers["X-Amz-Target"].ToString() == Operation ? null : SecretsManagerError.NotOurs;

    static string? Text(JsonDocument question, string member) =>
        question.RootElement.ValueKind == JsonValueKind.Object && question.RootElement.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    Secret? Find(string id) => _byName.GetValueOrDefault(id) ?? _byName.Values.FirstOrDefault(secret => secret.Arn == id);

    Secret Known(string id) => Find(id) ?? throw new ArgumentException($"There is no secret {id}.", nameof(id));
}
