using System.Text.Json.Nodes;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class AFunctionThatCannotStart
{
    [Theory]
    [InlineData("Create", "FAILED", "The function could not start: no scripts.", "lockstep:never-created")]
    [InlineData("Update", "FAILED", "The function could not start: no scripts.", "id-1")]
    [InlineData("Delete", "SUCCESS", "Nothing was deleted. The function could not start: no scripts.", "id-1")]
    public async Task SaysWhyInEveryAnswer(string type, string status, string reason, string id)
    {
        var provider = new Provider();
        var failure = new CustomResourceException("no scripts.");
        var request = Events.Update("id-1").With("RequestType", type);
        request["PhysicalResourceId"] = type == "Create" ? null : JsonValue.Create("id-1");
        var function = CustomResourceFunction.ThatCannotStart(failure, provider.Environment);

        await function.HandleAsync(request.Bytes(), provider.Invocation);

        provider.Bucket.Answer.Status().ShouldBe(status);
        provider.Bucket.Answer.Reason().ShouldBe(reason);
        provider.Bucket.Answer.Id().ShouldBe(id);
    }

    [Fact]
    public async Task KeepsTheDetailsOfAnUnexpectedFailureInTheLog()
    {
        var provider = new Provider();
        var function = CustomResourceFunction.ThatCannotStart(new InvalidOperationException("Password=x"), provider.Environment);

        await function.HandleAsync(Events.Create().Bytes(), provider.Invocation);

        provider.Bucket.Answer.Reason()
            .ShouldBe("The function could not start: InvalidOperationException: the log has the details.");
        provider.Log.Text.ShouldContain("Password=x");
    }
}
