using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.CustomResources.Tests;

public sealed class Secrecy
{
    const string Password = "pä\"ss w/rd+%&=\\😀'<\n>";

    public static TheoryData<string> Forms =>
    [
        Password,
        Uri.EscapeDataString(Password),
        Lower(Uri.EscapeDataString(Password)),
        System.Net.WebUtility.UrlEncode(Password),
        "pä%22ss%20w/rd%2B%25&=%5C😀'<%0A>",
        JsonSerializer.Serialize(Password)[1..^1],
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Password),
        Lower(JavaScriptEncoder.Default.Encode(Password)),
        "pä\\\"ss w\\/rd+%&=\\\\😀'<\\n>",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task CoversAnswersAndLogs(string form)
    {
        var provider = new Provider(Hiding(new CustomResourceException($"before {form} after {form}!")));

        var answer = await provider.SendAsync(Events.Create());

        answer.Reason().ShouldBe("before *** after ***!");
        provider.Log.Text.ShouldContain("before *** after ***!");
        foreach (var line in provider.Log.Lines)
        {
            line.GetRawText().ShouldNotContain("rd+");
            line.GetRawText().ShouldNotContain("rd%2");
        }
    }

    [Fact]
    public async Task CoversWhatOnlyCleaningPutsTogether()
    {
        var apart = Password.Replace("r", "\u001br", StringComparison.Ordinal);

        var answer = await new Provider(Hiding(new CustomResourceException(apart))).SendAsync(Events.Create());

        answer.Reason().ShouldBe("***");
    }

    [Fact]
    public async Task CoversExceptionsInsideExceptions()
    {
        var inner = new InvalidOperationException($"connection string has Password={Password};");
        var provider = new Provider(Hiding(new CustomResourceException("It broke.", new AggregateException(inner))));

        await provider.SendAsync(Events.Create());

        provider.Log.Text.ShouldContain("Password=***;");
        provider.Log.Text.ShouldContain("AggregateException");
    }

    [Fact]
    public async Task CoversEveryArgumentOfALogLine()
    {
        var thing = new Thing
        {
            OnCreate = (request, _) =>
            {
                request.Context.Secrets.Hide("hidden");
                request.Context.Secrets.Hide("4711");
                Use(request.Context.Log, "a hidden text", ["also hidden", "fine"], 4711, new Uri("https://x.test/hidden"));
                return Task.FromResult<ResourceOutcome>(Thing.Success());
            },
        };
        var provider = new Provider(thing);

        await provider.SendAsync(Events.Create());

        var line = provider.Log.Lines.Single(line => line.Text("message").StartsWith("Used", StringComparison.Ordinal));
        line.Text("Text").ShouldBe("a *** text");
        line.GetProperty("Texts").GetRawText().ShouldBe("""["also ***","fine"]""");
        line.Text("Number").ShouldBe("***");
        line.Text("Address").ShouldBe("https://x.test/***");
    }

    [Theory]
    [InlineData("AWSAccessKeyId=AKIA&Expires=1793541590&Signature=c2ln%2BmF0%2FdXJl%3D&x-amz-security-token=dG9r%2BZW4%2F")]
    [InlineData("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Security-Token=dG9r%2BZW4%2F&X-Amz-Signature=c2ln%2BmF0%2FdXJl%3D")]
    public async Task CoversTheResponseUrl(string query)
    {
        var address = $"https://{Events.Host}/key?{query}";
        string[] leaks =
        [
            address, query, "c2ln+mF0/dXJl=", "c2ln%2BmF0%2FdXJl%3D", "dG9r+ZW4/", "dG9r%2bZW4%2f",
            JsonSerializer.Serialize(address),
        ];
        var provider = new Provider(Thing.Returning(new Failed(string.Join('|', leaks))));

        var answer = await provider.SendAsync(Events.Create().With("ResponseURL", address));

        answer.Reason().ShouldBe("***|***|***|***|***|***|\"***\"");
        provider.Log.Text.ShouldNotContain("c2ln");
        provider.Log.Text.ShouldNotContain("dG9r");
    }

    [Fact]
    public async Task CoversWhatLiesAcrossTheCutOfALongReason()
    {
        var thing = new Thing
        {
            OnCreate = (request, _) =>
            {
                request.Context.Secrets.Hide("0123456789");
                return Task.FromResult<ResourceOutcome>(new Failed(string.Concat(Enumerable.Repeat("0123456789 ", 2000))));
            },
        };

        var answer = await new Provider(thing).SendAsync(Events.Create());

        answer.Reason().Any(char.IsDigit).ShouldBeTrue("the mark has a number");
        answer.Reason().ShouldNotContain("01");
        answer.Reason().ShouldNotContain("89");
    }

    [Fact]
    public async Task LeavesWhatTheTemplateMayRead()
    {
        var thing = new Thing
        {
            OnCreate = (request, _) =>
            {
                request.Context.Secrets.Hide("token");
                var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["Key"] = "token" };
                return Task.FromResult<ResourceOutcome>(new Succeeded("token-1") { Attributes = attributes, NoEcho = true });
            },
        };

        var answer = await new Provider(thing).SendAsync(Events.Create());

        answer.Id().ShouldBe("token-1");
        answer.Attribute("Key").ShouldBe("token");
        answer.GetProperty("NoEcho").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task KeepsPropertyValuesOutOfTheLog()
    {
        var provider = new Provider();

        await provider.SendAsync(Events.Update("id-1", """{"Name":"no-echo-parameter"}""", """{"Name":"its-old-value"}"""));

        provider.Log.Text.ShouldContain("Custom::Thing requested; properties: Name");
        provider.Log.Text.ShouldNotContain("no-echo-parameter");
        provider.Log.Text.ShouldNotContain("its-old-value");
        var request = (UpdateRequest<ThingProperties>)provider.Thing.Requests[0];
        $"{request} {request.Context}".ShouldNotContain("no-echo-parameter");
    }

    [Fact]
    public void HidesTheLongerOfTwoThatOverlap()
    {
        var secrets = new Secrets();
        secrets.Hide("abc");
        secrets.Hide("abcdef");
        secrets.Hide("");

        secrets.Redact("abcdef abc ab").ShouldBe("*** *** ab");
    }

    [Fact]
    public void HoldsFromSeveralThreads()
    {
        var secrets = new Secrets();

        Parallel.For(0, 100, number => secrets.Hide($"<{number}>"));

        secrets.Redact(string.Concat(Enumerable.Range(0, 100).Select(number => $"<{number}>")))
            .ShouldBe(string.Concat(Enumerable.Repeat("***", 100)));
    }

    static Thing Hiding(Exception exception) => new()
    {
        OnCreate = (CreateRequest<ThingProperties> request, CancellationToken _) =>
        {
            request.Context.Secrets.Hide(Password);
            throw exception;
        },
    };

    static string Lower(string encoded) => Regex.Replace(
        encoded, "(?:%|\\\\u)[0-9A-F]+", match => match.Value.ToLowerInvariant(), RegexOptions.None, TimeSpan.FromSeconds(1));

    static void Use(ILogger log, string text, string[] texts, int number, Uri address)
    {
        KeyValuePair<string, object?>[] arguments =
            [new("Text", text), new("Texts", texts), new("Number", number), new("Address", address)];
        log.Log(LogLevel.Information, 1, arguments, null, static (state, _) => $"Used {state[0].Value}");
    }
}
