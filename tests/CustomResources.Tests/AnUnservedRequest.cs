using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class AnUnservedRequest
{
    [Theory]
    [InlineData("Create", "FAILED", "This function does not serve Custom::Other; it serves Custom::Thing. Correct the resource's Type, or its ServiceToken.")]
    [InlineData("Update", "FAILED", "This function does not serve Custom::Other; it serves Custom::Thing. Correct the resource's Type, or its ServiceToken.")]
    [InlineData("Delete", "SUCCESS", "Nothing was deleted. This function does not serve Custom::Other; it serves Custom::Thing. Correct the resource's Type, or its ServiceToken.")]
    public async Task NamesTheTypesThatAreServed(string type, string status, string reason)
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(
            Events.Update("id-1").With("RequestType", type).With("ResourceType", "Custom::Other"));

        answer.Status().ShouldBe(status);
        answer.Reason().ShouldBe(reason);
        answer.Id().ShouldBe("id-1");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task IsADeleteOfNothingWithoutAnId(string? id)
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Delete("x").With("PhysicalResourceId", id));

        answer.Status().ShouldBe("SUCCESS");
        answer.Id().ShouldBe("lockstep:unknown");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task IsAnUpdateWithoutAnId()
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Update("x").Without("PhysicalResourceId"));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe("The event cannot be carried out: PhysicalResourceId is missing.");
        answer.Id().ShouldBe("lockstep:unknown");
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void CannotComeFromATypeDefinedTwice()
    {
        var provider = new Provider();
        var definition = ResourceDefinition.For("Custom::Thing", provider.Thing, ThingContext.Default.ThingProperties);

        Should.Throw<ArgumentException>(() => new CustomResourceFunction(provider.Environment, definition, definition));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Thing")]
    [InlineData("Custom::")]
    [InlineData("Custom::a b")]
    [InlineData("Custom::ThisNameHasMoreThanSixtyCharactersAndIsRefusedByTheEngine")]
    public void CannotComeFromATypeThatCloudFormationRefuses(string type) =>
        Should.Throw<ArgumentException>(() => ResourceDefinition.For(type, new Thing(), ThingContext.Default.ThingProperties));
}
