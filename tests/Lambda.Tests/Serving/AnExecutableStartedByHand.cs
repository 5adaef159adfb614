using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class AnExecutableStartedByHand
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task SaysWhatItIs(string? address)
    {
        var (exitCode, said) = await RunAsync(address);

        exitCode.ShouldBe(2);
        said.ShouldBe(
            "AWS_LAMBDA_RUNTIME_API is not set: this executable is a Lambda function and expects to be started by Lambda, "
            + "by an emulator of it, or by `./lockstep rehearse`.");
    }

    [Theory]
    [InlineData("http://127.0.0.1:9001")]
    [InlineData("no spaces here")]
    [InlineData("127.0.0.1:port")]
    public async Task NamesAnAddressThatIsNone(string address)
    {
        var (exitCode, said) = await RunAsync(address);

        exitCode.ShouldBe(2);
        said.ShouldBe(
            $"AWS_LAMBDA_RUNTIME_API is \"{address}\", which is not an address of the form host:port or host:port/path.");
    }

    static async Task<(int ExitCode, string Said)> RunAsync(string? address)
    {
        await using var said = new StringWriter();
        var runtime = new LambdaRuntime(ServedFunction.Options with
        {
            Environment = name => name == "AWS_LAMBDA_RUNTIME_API" ? address : null,
            StandardError = said,
        });

        var exitCode = await runtime.RunAsync(
            () => throw new InvalidOperationException("never reached"), TestContext.Current.CancellationToken);

        return (exitCode, said.ToString().TrimEnd());
    }
}
