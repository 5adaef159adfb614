using PublicApiGenerator;

namespace Lockstep.CustomResources.Tests;

public sealed class PublicApi
{
    [Fact]
    public void ChangesOnlyOnPurpose()
    {
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };

        typeof(ICustomResource<>).Assembly.GeneratePublicApi(options)
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
    }
}
