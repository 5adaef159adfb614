using System.Text.Json;
using Lockstep.Lambda.Aws.Addressing;
using Lockstep.Lambda.Aws.Calling;

namespace Lockstep.Lambda.Aws;

/// <summary>Reads secrets from AWS Secrets Manager.</summary>
public sealed class SecretsManager(AwsOptions options)
{
    const string Service = "secretsmanager";

    readonly AwsClient _client = new(options);

    /// <summary>
    /// The current text of a secret. The region is that of the ARN; the endpoint is
    /// <c>AWS_ENDPOINT_URL_SECRETS_MANAGER</c>, else <c>AWS_ENDPOINT_URL</c>, else the default one of the ARN's
    /// partition. Takes at most twenty seconds.
    /// </summary>
    /// <exception cref="AwsCallException">
    /// It could not be read; the message names the ARN, AWS's error code and the remedy.
    /// </exception>
    public async Task<string> GetSecretValueAsync(string secretArn, CancellationToken cancellationToken)
    {
        var arn = Arn.TryParse(secretArn, Service) ?? throw new AwsCallException(
            $"\"{secretArn}\" is not the ARN of a secret (arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME).", null);
        var request = Request(arn, ServiceEndpoint.For(arn, "AWS_ENDPOINT_URL_SECRETS_MANAGER", options));
        var body = await _client.SendAsync(request, cancellationToken);
        return Text(body) ?? throw new AwsCallException(
            $"{request.Complaint}: it holds no text. Store it as text (SecretString), not as binary.", null);
    }

    static AwsRequest Request(Arn arn, Uri endpoint) => new()
    {
        Service = Service,
        Region = arn.Region,
        Endpoint = endpoint,
        Headers = [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "secretsmanager.GetSecretValue")],
        Body = Body(arn),
        Complaint = $"Secrets Manager did not give the secret {arn.Text}",
        Remedy = static code => code switch
        {
            "AccessDeniedException" =>
                "Allow the function's role secretsmanager:GetSecretValue on it, "
                + "and kms:Decrypt on its key when that is your own.",
            "DecryptionFailure" =>
                "Allow the function's role kms:Decrypt on the secret's key, and check that the key is enabled.",
            "ResourceNotFoundException" =>
                "Check its ARN, its region and its account.",
            "InvalidRequestException" => "A secret that is marked for deletion can be restored.",
            _ => null,
        },
    };

    static byte[] Body(Arn arn)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("SecretId", arn.Text);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    static string? Text(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("SecretString", out var text)
                && text.ValueKind == JsonValueKind.String
                    ? text.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
