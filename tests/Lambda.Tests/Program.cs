using Lockstep.Lambda.Tests;
using Lockstep.Lambda.Tests.Support;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests start this same executable again as a Lambda function; otherwise it is the test runner that xunit would generate.
if (Environment.GetEnvironmentVariable(TestFunction.Variable) is { Length: > 0 } kind)
{
    return await TestFunction.RunAsync(kind);
}
return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
