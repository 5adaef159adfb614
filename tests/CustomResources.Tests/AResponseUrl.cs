using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class AResponseUrl
{
    const string Bucket = "cloudformation-custom-resource-response-";

    [Theory]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com/key?Signature=x")]
    [InlineData($"https://{Bucket}useast1.s3-us-east-1.amazonaws.com/key?Signature=x")]
    [InlineData($"https://{Bucket}useast1.s3.us-east-1.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.us-east-1.amazonaws.com:443/key")]
    [InlineData($"https://{Bucket}useast1.s3.dualstack.us-east-1.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3-external-1.amazonaws.com/key")]
    [InlineData($"HTTPS://{Bucket}USEAST1.S3.AmazonAWS.com/key")]
    [InlineData($"https://{Bucket}cnnorth1.s3.cn-north-1.amazonaws.com.cn/key")]
    [InlineData($"https://{Bucket}usgovwest1.s3-fips-us-gov-west-1.amazonaws.com/key")]
    [InlineData($"https://{Bucket}usgovwest1.s3.us-gov-west-1.amazonaws.com/key")]
    [InlineData($"https://{Bucket}euscdeeast1.s3.eusc-de-east-1.amazonaws.eu/key")]
    [InlineData($"https://{Bucket}usisoeast1.s3.us-iso-east-1.c2s.ic.gov/key")]
    [InlineData($"https://{Bucket}usisobeast1.s3.us-isob-east-1.sc2s.sgov.gov/key")]
    [InlineData($"https://{Bucket}euisoewest1.s3.eu-isoe-west-1.cloud.adc-e.uk/key")]
    [InlineData($"https://{Bucket}usisofsouth1.s3.us-isof-south-1.csp.hci.ic.gov/key")]
    [InlineData($"https://s3.us-east-1.amazonaws.com/{Bucket}useast1/key")]
    [InlineData($"https://s3-us-west-2.amazonaws.com/{Bucket}uswest2/key")]
    public async Task OfCloudFormationIsUsedByteForByte(string address)
    {
        var provider = new Provider();

        await provider.HandleAsync(Events.Create().With("ResponseURL", address).Bytes());

        provider.Bucket.Puts.ShouldHaveSingleItem().Url.ShouldBe(address);
    }

    [Theory]
    [InlineData($"http://{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com:8443/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com:80/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com./key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com.evil.net/key")]
    [InlineData($"https://{Bucket}useast1.s3.evilamazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.co/key")]
    [InlineData($"https://{Bucket}useast1.s3-evil.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3-1234.us-east-1.elb.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.execute-api.us-east-1.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1/key")]
    [InlineData($"https://evil-bucket.s3.amazonaws.com/{Bucket}useast1/key")]
    [InlineData("https://evil-bucket.s3.amazonaws.com/key")]
    [InlineData("https://s3.amazonaws.com/evil-bucket/key")]
    [InlineData($"https://s3.amazonaws.com//{Bucket}useast1/key")]
    [InlineData($"https://s3.amazonaws.com/../{Bucket}useast1/key")]
    [InlineData($"https://evil.net/{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https://evil.net?{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https://evil.net#{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https://evil.net\\.{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https://user@{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com@evil.net/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com:443@evil.net/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com:0443/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com:/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com:65979/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com/key#fragment")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com?key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com/k ey")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com/k\tey")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com/key\r\nX-Evil: 1")]
    [InlineData($" https://{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com/key ")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws.com/kéy")]
    [InlineData($"https://{Bucket}useast1.s3.%61mazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.amazonaws\u3002com/key")]
    [InlineData($"https://{Bucket}useast1.s3.\uFF41mazonaws.com/key")]
    [InlineData($"https://{Bucket}useast1.s3.xn--mazonaws-h1a.com/key")]
    [InlineData($"https:{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https:/{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"https:///{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"//{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData($"ftp://{Bucket}useast1.s3.amazonaws.com/key")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData($"https://169.254.169.254/{Bucket}useast1")]
    [InlineData("https://0x7f.1/key")]
    [InlineData("https://2130706433/key")]
    [InlineData("https://[::1]/key")]
    [InlineData("https://[::ffff:169.254.169.254]/key")]
    [InlineData("https://localhost/key")]
    [InlineData("nonsense")]
    public async Task OfAnybodyElseIsRefusedBeforeAnythingIsDone(string address)
    {
        var provider = new Provider();
        var request = Events.Create().With("ResponseURL", address + "?Signature=topsecret").Bytes();

        var exception = await Should.ThrowAsync<InvocationFailedException>(() => provider.HandleAsync(request));

        exception.ErrorType.ShouldBe("Lockstep.ResponseUrlRefused");
        exception.Message.ShouldStartWith("The ResponseURL was refused: ");
        exception.Message.ShouldNotContain("topsecret");
        provider.Log.Text.ShouldNotContain("topsecret");
        provider.Thing.Requests.ShouldBeEmpty();
        provider.Bucket.Puts.ShouldBeEmpty();
    }

    [Fact]
    public async Task OfEightThousandCharactersIsTheLongest()
    {
        var longest = $"https://{Events.Host}/".PadRight(8192, 'x');
        var provider = new Provider();

        await provider.HandleAsync(Events.Create().With("ResponseURL", longest).Bytes());

        await Should.ThrowAsync<InvocationFailedException>(
            () => provider.HandleAsync(Events.Create().With("ResponseURL", longest + "x").Bytes()));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("[\"https://evil.net\"]")]
    [InlineData("\"\\ud800\"")]
    public async Task OfAWrongTypeIsRefused(string json)
    {
        var provider = new Provider();
        var text = Events.Create().ToJsonString().Replace("\"https://", $"{json},\"was\":\"https://", StringComparison.Ordinal);

        var exception = await Should.ThrowAsync<InvocationFailedException>(
            () => provider.HandleAsync(System.Text.Encoding.UTF8.GetBytes(text)));

        exception.ErrorType.ShouldBe("Lockstep.ResponseUrlRefused");
    }

    [Theory]
    [InlineData("localhost", "http://localhost:4566/key?a=b")]
    [InlineData("localhost", "https://localhost/key")]
    [InlineData("LocalHost", "http://LOCALHOST/key")]
    [InlineData("127.0.0.1:9000", "http://127.0.0.1:9000/key")]
    [InlineData("example.net , bucket.test:80", "http://bucket.test/key")]
    [InlineData("[::1]:9000", "http://[::1]:9000/key")]
    public async Task OfAnAllowedHostIsUsed(string hosts, string address)
    {
        var provider = new Provider { ResponseHosts = hosts };

        await provider.HandleAsync(Events.Create().With("ResponseURL", address).Bytes());

        provider.Bucket.Puts.ShouldHaveSingleItem().Url.ShouldBe(address);
    }

    [Theory]
    [InlineData("localhost:9000", "http://localhost:9001/key")]
    [InlineData("localhost", "http://localhost.evil.net/key")]
    [InlineData("127.0.0.1", "http://0x7f.1/key")]
    [InlineData("127.0.0.1", "http://127.1/key")]
    [InlineData("localhost", "http://user:password@localhost/key")]
    [InlineData("localhost", "ftp://localhost/key")]
    [InlineData("", "http://localhost/key")]
    public async Task OfAHostThatOnlyLooksAllowedIsRefused(string hosts, string address)
    {
        var provider = new Provider { ResponseHosts = hosts };

        await Should.ThrowAsync<InvocationFailedException>(
            () => provider.HandleAsync(Events.Create().With("ResponseURL", address).Bytes()));
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("localhost/path")]
    [InlineData("localhost:0")]
    [InlineData("local host")]
    [InlineData("user@localhost")]
    public void IsNotWhatTheListOfHostsHolds(string hosts) =>
        Should.Throw<FormatException>(() => ResponseHosts.Parse(hosts)).Message.ShouldStartWith($"'{hosts}' is not a host");

    [Theory]
    [InlineData("?X-Amz-Date=20261101T115950Z&X-Amz-Signature=x", "2026-11-01T11:59:50Z")]
    [InlineData("?x-amz-date=20261101T115950Z", "2026-11-01T11:59:50Z")]
    [InlineData("?AWSAccessKeyId=A&Expires=1793541590&Signature=x", "2026-11-01T11:59:50Z")]
    [InlineData("?X-Amz-Expires=7200&Signature=x", null)]
    [InlineData("?X-Amz-Date=yesterday&Expires=soon", null)]
    [InlineData("", null)]
    public async Task SaysWhenItWasSigned(string query, string? expected)
    {
        var provider = new Provider();

        await provider.HandleAsync(Events.Create().With("ResponseURL", $"https://{Events.Host}/key{query}").Bytes());

        var request = (CreateRequest<ThingProperties>)provider.Thing.Requests[0];
        request.Context.SignedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null).ShouldBe(expected);
    }
}
