using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class InvalidProperties
{
    const string Wrong = """
        {
          "Port": "abc", "Level": "70000", "Count": "1.5", "Ratio": "NaN", "Enabled": "yes", "Color": "red", "Colour": "Teal",
          "Wait": "soon", "Token": "7", "Name": ["a"], "Note": "a\u0000b",
          "Grants": [ {}, { "Schema": {}, "canwrite": "true" }, "x" ], "Sizes": { "0": "1" },
          "Variables": { "A": ["b"], "C\u0000": "d" }, "Frobnicate": "1"
        }
        """;

    [Fact]
    public async Task AreAllNamedInOneMessage()
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Create(Wrong));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().Replace("; ", ";\n", StringComparison.Ordinal)
            .ShouldMatchApproved(approval => approval.NoDiff().SubFolder("Approved"));
        provider.Thing.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"Port":""}""", "Port: '' is not a whole number")]
    [InlineData("""{"Port":" 1"}""", "Port: ' 1' is not a whole number")]
    [InlineData("""{"Port":"99999999999"}""", "Port: '99999999999' is not between -2147483648 and 2147483647")]
    [InlineData("""{"Port":"1E400"}""", "Port: '1E400' is not a whole number")]
    [InlineData("""{"Port":true}""", "Port: 'true' is not a whole number")]
    [InlineData("""{"Ratio":"1e999"}""", "Ratio: '1e999' is not a number")]
    [InlineData("""{"Colour":"1"}""", "Colour: '1' is not one of Red, Green, Blue")]
    [InlineData("""{"Colour":"Red,Blue"}""", "Colour: 'Red,Blue' is not one of Red, Green, Blue")]
    [InlineData("""{"Name":"\ud800"}""", "Name: contains half a surrogate pair")]
    [InlineData("""{"Port":"\udc00"}""", "Port: a text with half a surrogate pair is not a whole number")]
    [InlineData("""{"\ud800":"x"}""", "a name with half a surrogate pair is not a property")]
    [InlineData("""{"Name":"a","Name":"b"}""", "Name is given twice")]
    [InlineData("""{"Variables":{"A":"1","A":"2"}}""", "Variables.A is given twice")]
    [InlineData("""{"name":"a"}""", "name is not a property (did you mean Name?)")]
    [InlineData("""{"Grant":[]}""", "Grant is not a property (did you mean Grants?)")]
    [InlineData("""{"servicetoken":"a"}""", "servicetoken is not a property")]
    [InlineData("""{"ServiceTimeout":"0"}""", "ServiceTimeout is not a whole number of seconds from 1 to 3600")]
    [InlineData("""{"ServiceTimeout":"x"}""", "ServiceTimeout is not a whole number of seconds from 1 to 3600")]
    [InlineData("""{"ServiceTimeout":"3601"}""", "ServiceTimeout is not a whole number of seconds from 1 to 3600")]
    [InlineData("""{"":"a"}""", "a name of 0 characters is not a property")]
    public async Task AreNamed(string json, string finding)
    {
        // Not through a parsed object: it would not keep half a surrogate pair or a second member of the same name.
        var text = Events.Create().ToJsonString()
            .Replace("\"ResourceProperties\":{}", $"\"ResourceProperties\":{json}", StringComparison.Ordinal);

        var answer = await new Provider().SendAsync(System.Text.Encoding.UTF8.GetBytes(text));

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe($"Invalid properties of Custom::Thing: {finding}.");
    }

    [Fact]
    public async Task AreNamedTogetherWithWhatTheResourceFinds()
    {
        var provider = new Provider { Validate = properties => properties.Count < 0 ? ["Count is negative"] : [] };

        var answer = await provider.SendAsync(Events.Create("""{"Port":"x","Count":"-1"}"""));

        answer.Reason().ShouldBe("Invalid properties of Custom::Thing: Port: 'x' is not a whole number; Count is negative.");
    }

    [Fact]
    public async Task AreNamedThoughValidatingThemFails()
    {
        var provider = new Provider { Validate = _ => throw new InvalidOperationException("inside") };

        var answer = await provider.SendAsync(Events.Create("""{"Port":"x"}"""));

        answer.Reason().ShouldBe(
            "Invalid properties of Custom::Thing: Port: 'x' is not a whole number; "
            + "they cannot be validated (InvalidOperationException).");
        provider.Log.Text.ShouldContain("inside");
    }

    [Fact]
    public async Task AreNamedUpToAHundred()
    {
        var many = string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"X{number}\":\"1\""));

        var answer = await new Provider().SendAsync(Events.Create($"{{{many}}}"));

        answer.Reason().ShouldContain("X0 is not a property");
        answer.Reason().ShouldEndWith("and 4900 more.");
    }

    [Fact]
    public async Task OfAForwardUpdateKeepTheId()
    {
        var answer = await new Provider().SendAsync(Events.Update("id-1", """{"Port":"x"}"""));

        answer.Status().ShouldBe("FAILED");
        answer.Id().ShouldBe("id-1");
    }

    [Fact]
    public async Task OfADeleteDoNotStopIt()
    {
        var provider = new Provider { Validate = _ => throw new InvalidOperationException() };

        var answer = await provider.SendAsync(Events.Delete("id-1", Wrong));

        answer.Status().ShouldBe("SUCCESS");
        var request = (DeleteRequest<ThingProperties>)provider.Thing.Requests.ShouldHaveSingleItem();
        request.Properties.Port.ShouldBe(5432);
        request.Properties.Grants.ShouldBe([new Grant(), new Grant()]);
        var warning = provider.Log.Lines.Single(line => line.Text("level") == "WARN").Text("message");
        warning.ShouldStartWith("Properties that don't bind are ignored: Port, Level, Count,");
        provider.Log.Text.ShouldNotContain("abc");
    }

    [Fact]
    public async Task OfTheOldStateDoNotStopAnUpdate()
    {
        var provider = new Provider();

        var answer = await provider.SendAsync(Events.Update("id-1", """{"Port":"1"}""", Wrong));

        answer.Status().ShouldBe("SUCCESS");
        var request = (UpdateRequest<ThingProperties>)provider.Thing.Requests[0];
        request.Properties.Port.ShouldBe(1);
        request.OldProperties.Port.ShouldBe(5432);
        request.Context.OldResourceProperties!.Value.GetProperty("Port").GetString().ShouldBe("abc");
    }

    [Fact]
    public async Task AreTheResourcesOwnAffairWhereItSaysSo()
    {
        var provider = new Provider { ChecksUpdatesItself = true };

        var answer = await provider.SendAsync(Events.Update("id-1", Wrong, Wrong));

        answer.Status().ShouldBe("SUCCESS");
        var request = (UpdateRequest<ThingProperties>)provider.Thing.Requests[0];
        request.Findings.Count.ShouldBeGreaterThan(10);
        Should.Throw<InvalidPropertiesException>(request.EnsureValid).Findings.ShouldBe(request.Findings);
    }

    [Fact]
    public async Task CanBeRefusedByTheResourceWhenItKnowsBetter()
    {
        var thing = new Thing
        {
            OnUpdate = (request, _) =>
            {
                request.EnsureValid();
                return Task.FromResult<ResourceOutcome>(Thing.Success());
            },
        };

        var answer = await new Provider(thing) { ChecksUpdatesItself = true }
            .SendAsync(Events.Update("id-1", """{"Port":"x"}"""));

        answer.Reason().ShouldBe("Invalid properties of Custom::Thing: Port: 'x' is not a whole number.");
    }

    [Fact]
    public async Task OfAReplaceOnlyKindMakeANewId()
    {
        var thing = new Thing
        {
            OnUpdate = (request, _) => Task.FromResult<ResourceOutcome>(
                Thing.Success(request.Properties.Name == request.OldProperties.Name ? null : $"thing-{request.Properties.Name}")),
        };

        var replaced = await new Provider(thing).SendAsync(Events.Update("thing-a", """{"Name":"b"}""", """{"Name":"a"}"""));
        var changed = await new Provider(thing)
            .SendAsync(Events.Update("thing-a", """{"Name":"a","Port":"1"}""", """{"Name":"a"}"""));

        replaced.Id().ShouldBe("thing-b");
        changed.Id().ShouldBe("thing-a");
    }
}
