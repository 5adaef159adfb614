using PublicApiGenerator;

namespace Lockstep.Lambda.Tests;

public sealed class PublicApi
{
    [Fact]
    public void ChangesOnlyOnPurpose()
    {
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };

        typeof(LambdaRuntime).Assembly.GeneratePublicApi(options)
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }
}
