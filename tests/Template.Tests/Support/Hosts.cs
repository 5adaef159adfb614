using System.Text;
using System.Text.Json.Nodes;
using Lockstep.CustomResources;
using Lockstep.Rehearsal.CloudFormation.Functions;

namespace Lockstep.Template.Tests.Support;

/// <summary>ResponseURLs that lead to CloudFormation's buckets, and others that look so.</summary>
static class Hosts
{
    const string Bucket = "cloudformation-custom-resource-response-";

    public static IReadOnlyList<string> Good { get; } =
    [
        $"https://{Bucket}euwest1.s3.eu-west-1.amazonaws.com/key?X-Amz-Signature=00",
        $"https://{Bucket}euwest1.s3.eu-west-1.amazonaws.com:443/key",
        $"https://{Bucket}useast1.s3.amazonaws.com/key",
        $"https://{Bucket}uswest2.s3-us-west-2.amazonaws.com/key",
        $"https://{Bucket}useast1.s3.dualstack.us-east-1.amazonaws.com/key",
        $"https://{Bucket}usgovwest1.s3-fips-us-gov-west-1.amazonaws.com/key",
        $"https://{Bucket}cnnorth1.s3.cn-north-1.amazonaws.com.cn/key",
        $"https://{Bucket}eusc.s3.eusc-de-east-1.amazonaws.eu/key",
        $"https://{Bucket}usisoeast1.s3.us-iso-east-1.c2s.ic.gov/key",
        $"https://{Bucket}usisobeast1.s3.us-isob-east-1.sc2s.sgov.gov/key",
        $"https://s3.eu-west-1.amazonaws.com/{Bucket}euwest1/key",
        $"https://s3-external-1.amazonaws.com/{Bucket}useast1/key",
    ];

    static readonly IReadOnlyList<string> Bad =
    [
        $"http://{Bucket}euwest1.s3.eu-west-1.amazonaws.com/key",
        $"https://{Bucket}euwest1.s3.eu-west-1.amazonaws.com:8443/key",
        $"https://{Bucket}euwest1.s3.eu-west-1.amazonaws.com@evil.example/key",
        $"https://evil.example/{Bucket}euwest1.s3.eu-west-1.amazonaws.com/key",
        $"https://{Bucket}euwest1.s3.eu-west-1.amazonaws.com.evil.example/key",
        $"https://{Bucket}euwest1.s3.eu-west-1.amazonawsXcom/key",
        $"https://evil.example#{Bucket}euwest1.s3.eu-west-1.amazonaws.com/key",
        $"https://evil.example\\.{Bucket}euwest1.s3.eu-west-1.amazonaws.com/key",
        $"https://{Bucket}x.us-east-1.elb.amazonaws.com/key",
        $"https://s3-x.us-east-1.elb.amazonaws.com/{Bucket}useast1/key",
        "https://somebodys.s3.eu-west-1.amazonaws.com/key",
        "https://s3.eu-west-1.amazonaws.com/somebodys/key",
        $"https://s3.eu-west-1.amazonaws.com/somebodys/{Bucket}euwest1/key",
        "https://169.254.169.254/latest/meta-data",
        "http://localhost/key",
        "no URL",
    ];

    public static IReadOnlyList<string> All { get; } = [.. Good, .. Bad];

    public static string IdOf(string url) => $"r{All.ToList().IndexOf(url)}";

    /// <summary>What Lambda tells the watchdog of a request with that URL.</summary>
    public static byte[] Record(string url) =>
        FailureRecord.Write("arn:aws:lambda:eu-west-1:123456789012:function:migration", Event(url), 0, null, default);

    /// <summary>Whether the function sends an answer there.</summary>
    public static async Task<bool> IsAnsweredByTheFunctionAsync(string url)
    {
        using var network = new Network();
        try
        {
            await new CustomResourceFunction(new() { Http = network }).HandleAsync(Event(url), new("1", null));
        }
        catch (InvocationFailedException refused) when (refused.ErrorType is "Lockstep.ResponseUrlRefused")
        {
            return false;
        }

        return network.IsUsed;
    }

    static byte[] Event(string url) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["RequestType"] = "Create",
        ["ResponseURL"] = url,
        ["StackId"] = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1",
        ["RequestId"] = IdOf(url),
        ["LogicalResourceId"] = "Migration",
        ["ResourceType"] = "Custom::DatabaseMigration",
        ["ResourceProperties"] = new JsonObject(),
    }.ToJsonString());

    sealed class Network : HttpMessageHandler
    {
        public bool IsUsed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            IsUsed = true;
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
