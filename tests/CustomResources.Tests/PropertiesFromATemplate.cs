using System.Text.Json.Nodes;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class PropertiesFromATemplate
{
    const string Everything = """
        {
          "ServiceToken": "arn:aws:lambda:eu-central-1:123456789012:function:thing", "ServiceTimeout": "120",
          "Name": "Müller 日本 😀", "Note": "", "Port": "6543", "Level": "-7", "Count": "9007199254740993", "Ratio": "1.5E-3",
          "Price": "12.50", "Enabled": "FALSE", "Colour": "blue", "Wait": "5m", "Token": "0f8fad5b-d9cb-469f-a165-70867728950e",
          "Grants": [ { "Schema": "a", "CanWrite": "true", "Then": { "Schema": "b" } }, {} ], "Sizes": [ "1", "2.0", "3E0" ],
          "Variables": { "Region": "eu", "Count": "3" }
        }
        """;

    [Fact]
    public async Task AreReadFromTheirAllStringsForm()
    {
        var properties = await BindAsync(Everything);

        properties.Name.ShouldBe("Müller 日本 😀");
        properties.Note.ShouldBe("");
        properties.Port.ShouldBe(6543);
        properties.Level.ShouldBe((short)-7);
        properties.Count.ShouldBe(9_007_199_254_740_993);
        properties.Ratio.ShouldBe(0.0015);
        properties.Price.ShouldBe(12.50m);
        properties.Enabled.ShouldBeFalse();
        properties.Colour.ShouldBe(Colour.Blue);
        properties.Wait.ShouldBe(TimeSpan.FromMinutes(5));
        properties.Token.ShouldBe(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"));
        properties.Grants.ShouldBe([new Grant("a", CanWrite: true, Then: new Grant("b")), new Grant()]);
        properties.Sizes.ShouldBe([1, 2, 3]);
        properties.Variables.ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Region"] = "eu", ["Count"] = "3" });
    }

    [Fact]
    public async Task AreReadFromAHandWrittenEventToo()
    {
        var properties = await BindAsync("""
            {
              "Name": 7, "Note": true, "Port": 6543, "Ratio": 0.5, "Enabled": false, "Wait": 90, "Sizes": [1, 2],
              "Variables": { "A": 1, "B": false }
            }
            """);

        properties.Name.ShouldBe("7");
        properties.Note.ShouldBe("true");
        properties.Port.ShouldBe(6543);
        properties.Enabled.ShouldBeFalse();
        properties.Wait.ShouldBe(TimeSpan.FromSeconds(90));
        properties.Variables["B"].ShouldBe("false");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Name":null,"Port":null,"Enabled":null,"Colour":null,"Wait":null,"Grants":null,"Variables":null}""")]
    public async Task KeepTheirDefaultsWhereTheTemplateSaysNothing(string json)
    {
        var properties = await BindAsync(json);

        properties.Name.ShouldBe("unnamed");
        properties.Port.ShouldBe(5432);
        properties.Enabled.ShouldBeTrue();
        properties.Colour.ShouldBe(Colour.Green);
        properties.Wait.ShouldBe(TimeSpan.FromSeconds(5));
        properties.Grants.ShouldBeEmpty();
        properties.Variables.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("1.5s", 1.5)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("45", 45)]
    [InlineData("0", 0)]
    [InlineData("PT30S", 30)]
    [InlineData("PT1H30M", 5400)]
    [InlineData("P1D", 86400)]
    public async Task ReadDurations(string text, double seconds) =>
        (await BindAsync(new JsonObject { ["Wait"] = text }.ToJsonString())).Wait.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("-PT5S")]
    [InlineData("5 s")]
    [InlineData("5d")]
    [InlineData("5S")]
    [InlineData("00:00:30")]
    [InlineData("1e3")]
    [InlineData("PT")]
    [InlineData("P99999999999999D")]
    [InlineData("99999999999999999999999999999h")]
    [InlineData("9223372036854775807")]
    public void ReadNothingElseAsADuration(string text) => Binding.Duration.TryParse(text, out _).ShouldBeFalse();

    static async Task<ThingProperties> BindAsync(string json)
    {
        var provider = new Provider();
        var answer = await provider.SendAsync(Events.Create(json));
        answer.Status().ShouldBe("SUCCESS", answer.GetRawText());
        return ((CreateRequest<ThingProperties>)provider.Thing.Requests[0]).Properties;
    }
}
