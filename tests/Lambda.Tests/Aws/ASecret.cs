using Lockstep.Lambda.Aws;
using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Aws;

public sealed class ASecret
{
    const string Arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";
    const string Value = """{"username":"postgres","password":"s3cret-päßwörd"}""";

    static readonly AwsReplyScript Found =
        new(200, """{"ARN":"x","SecretString":"{\"username\":\"postgres\",\"password\":\"s3cret-päßwörd\"}"}""");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IsAskedForWithASignatureThatAwsComputesToo()
    {
        await using var aws = await LoopbackAws.StartAsync(Found);

        var value = await new SecretsManager(AwsWorld.Options(aws.Variables)).GetSecretValueAsync(Arn, Token);

        value.ShouldBe(Value);
        var request = aws.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe("/");
        request.Body.Text().ShouldBe($$"""{"SecretId":"{{Arn}}"}""");
        request.Headers["x-amz-target"].ShouldBe("secretsmanager.GetSecretValue");
        request.Headers["content-type"].ShouldBe("application/x-amz-json-1.1");
        request.Headers["x-amz-security-token"].ShouldBe(LoopbackAws.SessionToken);
        request.Headers["authorization"].ShouldMatch(
            "^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-1/secretsmanager/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, Signature=");
    }

    [Fact]
    public async Task IsAskedForWithoutATokenWhenTheVariableIsEmpty()
    {
        await using var aws = await LoopbackAws.StartAsync(Found);
        var variables = new Dictionary<string, string>(aws.Variables, StringComparer.Ordinal) { ["AWS_SESSION_TOKEN"] = "" };

        await new SecretsManager(AwsWorld.Options(variables)).GetSecretValueAsync(Arn, Token);

        aws.Requests.ShouldHaveSingleItem().Headers.Keys.ShouldNotContain(name => name == "x-amz-security-token");
    }

    [Fact]
    public async Task IsRefusedWhenItWasSignedWithAnotherKey()
    {
        await using var aws = await LoopbackAws.StartAsync(Found);
        var variables = new Dictionary<string, string>(aws.Variables, StringComparer.Ordinal)
        {
            ["AWS_SECRET_ACCESS_KEY"] = "another",
        };

        var failure = await FailAsync(AwsWorld.Options(variables));

        failure.Message.ShouldBe(
            $"Secrets Manager did not give the secret {Arn}: InvalidSignatureException. "
            + "Check that the credentials are current and that this machine's clock is right.");
    }

    [Theory]
    [InlineData(429, "TooManyRequestsException")]
    [InlineData(400, "ThrottlingException")]
    [InlineData(500, "InternalServiceError")]
    [InlineData(503, null)]
    public async Task IsAskedForAgainWhileAwsIsBusy(int status, string? code)
    {
        var busy = new AwsReplyScript(status, code is null ? "<html/>" : $$"""{"__type":"{{code}}"}""");
        await using var aws = await LoopbackAws.StartAsync(busy, busy, Found);
        var log = new RecordingLog();

        var options = AwsWorld.Options(aws.Variables) with { Log = log, Time = new TimeInWhichPausesPass() };
        var value = await new SecretsManager(options).GetSecretValueAsync(Arn, Token);

        value.ShouldBe(Value);
        aws.Requests.Count.ShouldBe(3);
        log.Lines.Select(line => line.Text).ShouldBe(Enumerable.Repeat(
            $"Secrets Manager did not give the secret {Arn}: {code ?? "HTTP 503"}; trying again", 2));
    }

    [Fact]
    public async Task IsGivenUpAfterFourAttempts()
    {
        await using var aws = await LoopbackAws.StartAsync(Enumerable.Repeat(new AwsReplyScript(503, ""), 9));

        var failure = await FailAsync(AwsWorld.Options(aws.Variables) with { Time = new TimeInWhichPausesPass() });

        failure.Message.ShouldBe($"Secrets Manager did not give the secret {Arn}: HTTP 503.");
        failure.IsPassing.ShouldBeTrue();
        aws.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task ThatIsRefusedIsNamedWithTheRemedy()
    {
        string[] codes =
        [
            "AccessDeniedException", "ResourceNotFoundException", "DecryptionFailure", "InvalidRequestException",
            "ExpiredTokenException", "SomethingNewException",
        ];
        await using var aws = await LoopbackAws.StartAsync(codes.Select(code => new AwsReplyScript(
            400, $$"""{"__type":"com.amazonaws.secretsmanager#{{code}}","Message":"As AWS says it."}""")));

        var messages = new List<string>();
        foreach (var code in codes)
        {
            var failure = await FailAsync(AwsWorld.Options(aws.Variables));
            failure.ErrorCode.ShouldBe(code);
            failure.IsPassing.ShouldBeFalse();
            messages.Add(failure.Message);
        }

        aws.Requests.Count.ShouldBe(codes.Length);
        string.Join('\n', messages).ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }

    [Theory]
    [InlineData("""{"SecretBinary":"AAAA"}""")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    public async Task WithoutTextIsNamed(string body)
    {
        await using var aws = await LoopbackAws.StartAsync(new AwsReplyScript(200, body));

        var failure = await FailAsync(AwsWorld.Options(aws.Variables));

        failure.Message.ShouldBe(
            $"Secrets Manager did not give the secret {Arn}: it holds no text. Store it as text (SecretString), not as binary.");
    }

    [Theory]
    [InlineData("db")]
    [InlineData("")]
    [InlineData("arn:aws:s3:::bucket")]
    [InlineData("arn:aws:secretsmanager::123456789012:secret:db")]
    [InlineData("arn:aws:secretsmanager:${AWS::Region}:123456789012:secret:db")]
    [InlineData("arn:${AWS::Partition}:secretsmanager:eu-west-1:123456789012:secret:db")]
    [InlineData("arn:aws:secretsmanager:eu west:123456789012:secret:db")]
    public async Task WithoutAnArnIsNotAskedFor(string arn)
    {
        var failure = await Should.ThrowAsync<AwsCallException>(
            new SecretsManager(AwsWorld.Options()).GetSecretValueAsync(arn, Token));

        failure.Message.ShouldBe(
            $"\"{arn}\" is not the ARN of a secret (arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME).");
    }

    static Task<AwsCallException> FailAsync(AwsOptions options) =>
        Should.ThrowAsync<AwsCallException>(new SecretsManager(options).GetSecretValueAsync(Arn, Token));
}
