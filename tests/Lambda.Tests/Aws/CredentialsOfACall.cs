using System.Diagnostics;
using Lockstep.Lambda.Aws;
using Lockstep.Lambda.Tests.Support;
using Lockstep.Rehearsal.Lambda;

namespace Lockstep.Lambda.Tests.Aws;

public sealed class CredentialsOfACall
{
    const string Arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "")]
    [InlineData("AKIDEXAMPLE", "")]
    [InlineData("", "key")]
    public async Task ThatAreEmptyInLambdaAreMissingAndNobodyElseIsAsked(string id, string key)
    {
        var options = AwsWorld.Options(
            ("AWS_LAMBDA_FUNCTION_NAME", "migrate"), ("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", key));

        var asking = new SecretsManager(options).GetSecretValueAsync(Arn, Token);

        asking.IsCompleted.ShouldBeTrue();
        (await Should.ThrowAsync<AwsCallException>(asking)).Message.ShouldBe(
            $"Secrets Manager did not give the secret {Arn}: no AWS credentials. Lambda sets AWS_ACCESS_KEY_ID and "
            + "AWS_SECRET_ACCESS_KEY from the function's role; an emulator has to be given them.");
    }

    [Fact]
    public async Task ComeFromTheContainersAddressAfterASnapStartRestore()
    {
        await using var aws = await LoopbackAws.StartAsync(new AwsReplyScript(200, """{"SecretString":"s3cret"}"""));
        var options = TestFunction.Options("secret");
        await using var function = new FunctionProcess(options with
        {
            Environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal)
            {
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{aws.Url}/container-credentials",
                ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = LoopbackAws.ContainerToken,
                ["AWS_ENDPOINT_URL"] = aws.Url,
            },
        });

        var result = await function.InvokeAsync(Bytes.Of(Arn), Token);

        result.Body.Text().ShouldBe("s3cret");
        aws.Requests.ShouldHaveSingleItem().Headers["x-amz-security-token"].ShouldBe(LoopbackAws.SessionToken);
    }

    [Fact]
    public async Task OfAProfileServeAProcessOutsideLambda()
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-aws-");
        try
        {
            var file = Path.Combine(folder.FullName, "credentials");
            await File.WriteAllTextAsync(
                file, "[lockstep]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = key\n", Token);

            var run = await RunAsync(folder.FullName, ("AWS_SHARED_CREDENTIALS_FILE", file), ("AWS_PROFILE", "lockstep"));

            run.Output.ShouldContain("X-Amz-Credential=AKIDPROFILE%2F");
            run.ExitCode.ShouldBe(0, run.Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ThatAreNowhereAreNamed()
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-aws-");
        try
        {
            var run = await RunAsync(folder.FullName);

            run.Error.Trim().ShouldBe(
                "No login token for u at db.abcdef.eu-west-1.rds.amazonaws.com:5432: no AWS credentials (AmazonClientException). "
                + "Neither the environment nor a profile (AWS_PROFILE) nor a container has them.");
            run.ExitCode.ShouldBe(1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Outside Lambda, with nothing of what the developer's own environment says about AWS.
    static async Task<Command> RunAsync(string home, params IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo(TestFunction.Options("").Executable);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
        start.Environment["HOME"] = home;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment[TestFunction.Variable] = "token";
        return (await Command.RunAsync(start))!;
    }
}
