using PublicApiGenerator;

namespace Lockstep.PostgresMigrations.Tests;

public sealed class PublicApi
{
    [Fact]
    public void ChangesOnlyOnPurpose() =>
        typeof(DatabaseMigration).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
}
