using System.Text.Json;
using Lockstep.Lambda.Tests.Support;

namespace Lockstep.Lambda.Tests.Serving;

public sealed class AFunctionUnderVercelFun
{
    [Fact]
    public async Task IsServedByAServerThatOthersWrote()
    {
        var fun = await VercelFun.InstallAsync();

        var results = await fun.InvokeAsync("serve", "\"Zürich – 東京\"", "\"fail\"", "\"deadline\"", "\"trace\"");

        results.Select(Payload).ShouldBe(["\"Zürich – 東京\"", "Zürich – 東京", "\"5000\"", "\"none\""]);
        results.Select(result => result.TryGetProperty("FunctionError", out var error) ? error.GetString() : null)
            .ShouldBe([null, "Handled", null, null]);
    }

    [Fact]
    public async Task TellsItWhyItCannotStart()
    {
        var fun = await VercelFun.InstallAsync();

        var result = (await fun.InvokeAsync("unheard of", "1")).ShouldHaveSingleItem();

        result.GetProperty("FunctionError").GetString().ShouldBe("Unhandled");
        Payload(result).ShouldBe("There is no function \"unheard of\".");
    }

    static string? Payload(JsonElement result)
    {
        var payload = result.GetProperty("Payload").GetString()!;
        return payload[0] == '{' ? JsonElement.Parse(payload).GetProperty("errorMessage").GetString() : payload;
    }
}
