using Lockstep.Lambda.Aws.Addressing;
using Lockstep.Lambda.Aws.Calling;

namespace Lockstep.Lambda.Aws;

/// <summary>Hands events to Lambda functions.</summary>
public sealed class FunctionInvoker(AwsOptions options)
{
    const string Service = "lambda";

    readonly AwsClient _client = new(options);

    /// <summary>
    /// Queues an event for a function, which runs later and whose result nobody waits for. The region is that of the
    /// ARN; the endpoint is <c>AWS_ENDPOINT_URL_LAMBDA</c>, else <c>AWS_ENDPOINT_URL</c>, else the default one of the
    /// ARN's partition. Takes at most twenty seconds. A lost answer can queue the event twice.
    /// </summary>
    /// <param name="functionArn">With the alias or version to call, if any.</param>
    /// <param name="payload">UTF-8 JSON of at most 1 MB.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AwsCallException">
    /// It was not queued; the message names the ARN, AWS's error code and the remedy.
    /// </exception>
    public async Task InvokeAsync(string functionArn, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var arn = Arn.TryParse(functionArn, Service) ?? throw new AwsCallException(
            $"\"{functionArn}\" is not the ARN of a function (arn:aws:lambda:REGION:ACCOUNT:function:NAME).", null);
        var request = Request(arn, ServiceEndpoint.For(arn, "AWS_ENDPOINT_URL_LAMBDA", options), payload);
        await _client.SendAsync(request, cancellationToken);
    }

    static AwsRequest Request(Arn arn, Uri endpoint, ReadOnlyMemory<byte> payload) => new()
    {
        Service = Service,
        Region = arn.Region,
        Endpoint = endpoint,
        Path = new ResourcePath("/2015-03-31/functions/{FunctionName}/invocations", [("{FunctionName}", arn.Text)]),
        Headers = [("Content-Type", "application/json"), ("X-Amz-Invocation-Type", "Event")],
        Body = payload.ToArray(),
        Complaint = $"Lambda did not take an event for {arn.Text}",
        Remedy = static code => code switch
        {
            "AccessDeniedException" => "Allow the function's role lambda:InvokeFunction on it.",
            "ResourceNotFoundException" => "Check the function's ARN, its alias and its region.",
            _ => null,
        },
    };
}
