using System.Diagnostics;
using System.Globalization;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class AnAnswerThatDoesNotFit
{
    [Theory]
    [InlineData("x")]
    [InlineData("日")]
    [InlineData("😀")]
    [InlineData("\"\\")]
    [InlineData("a\n\u2028")]
    public async Task ShortensItsReasonAndKeepsHeadAndTail(string filling)
    {
        var reason = $"42P01 relation missing {string.Concat(Enumerable.Repeat(filling, 10_000))} at line 7";
        var provider = new Provider(Thing.Returning(new Failed(reason)));

        var answer = await provider.SendAsync(Events.Create());

        provider.Bucket.Puts[0].Body.Length.ShouldBeInRange(4096 - 30, 4096);
        answer.Reason().ShouldStartWith("42P01 relation missing ");
        answer.Reason().ShouldEndWith(" at line 7");
        LeftOut(answer.Reason()).ShouldBe(reason.Length);
    }

    [Fact]
    public async Task IsShortenedAtOnceThoughTheReasonHasTenMegabytes()
    {
        var provider = new Provider(Thing.Returning(new Failed(new string('x', 10_000_000))));
        var watch = Stopwatch.StartNew();

        await provider.SendAsync(Events.Create());

        provider.Bucket.Puts[0].Body.Length.ShouldBeLessThanOrEqualTo(4096);
        // Milliseconds on an idle machine; hours, if the cost grew with the square of the length.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task MayHaveExactly4096Bytes()
    {
        var fits = await LengthAndReasonAsync(4096 - (await LengthAndReasonAsync(1)).Length + 1);
        var doesNot = await LengthAndReasonAsync(4096 - (await LengthAndReasonAsync(1)).Length + 2);

        fits.Length.ShouldBe(4096);
        fits.Reason.ShouldNotContain("left out");
        doesNot.Length.ShouldBeLessThanOrEqualTo(4096);
        doesNot.Reason.ShouldContain("left out");
    }

    [Fact]
    public async Task CarriesAttributesToTheLastByte()
    {
        const int Reason = 21;
        var room = 4096 - (await LengthWithAttributeAsync(1)).Length + 1 + Reason;

        var fits = await LengthWithAttributeAsync(room);
        var doesNot = await LengthWithAttributeAsync(room + 1);

        fits.ShouldBe((4096, "SUCCESS"));
        doesNot.Status.ShouldBe("FAILED");
    }

    [Theory]
    [InlineData("Create", "made")]
    [InlineData("Update", "old")]
    public async Task FailsForItsAttributesNamingTheSizes(string type, string id)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["Small"] = "1", ["Large"] = new('日', 3000) };
        var request = type == "Create" ? Events.Create() : Events.Update("old");

        var answer = await new Provider(Thing.Returning(Thing.Success("made", attributes))).SendAsync(request);

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldMatch(
            "^The work succeeded, but its answer would have 9[0-9]{3} bytes and CloudFormation accepts 4096: "
            + "shorten the attributes, of which Large alone takes 9000\\.$");
        answer.Id().ShouldBe(id);
        answer.TryGetProperty("Data", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task ForADeleteGoesWithoutItsAttributes()
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["Large"] = new('x', 5000) };

        var answer = await new Provider(Thing.Returning(Thing.Success(attributes: attributes))).SendAsync(Events.Delete("id-1"));

        answer.Status().ShouldBe("SUCCESS");
        answer.TryGetProperty("Data", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a\u0000b", "contains control characters or half a surrogate pair")]
    [InlineData("a|b", "contains control characters or half a surrogate pair")]
    public async Task FailsForAnIdThatCannotBeSent(string id, string problem)
    {
        // The runner cannot pass half a surrogate pair on.
        var answer = await new Provider(Thing.Returning(Thing.Success(id.Replace('|', '\ud800')))).SendAsync(Events.Create());

        answer.Status().ShouldBe("FAILED");
        answer.Reason().ShouldBe($"The provider gave a physical id that {problem}.");

        // Something was made: its Delete must reach the resource.
        answer.Id().ShouldBe($"lockstep:unknown/{Events.RequestId}");
    }

    [Fact]
    public async Task FailsForAnIdOfMoreThan1024Bytes()
    {
        var longest = new string('日', 341) + "x";

        var fits = await new Provider(Thing.Returning(Thing.Success(longest))).SendAsync(Events.Create());
        var created = await new Provider(Thing.Returning(Thing.Success(longest + "x"))).SendAsync(Events.Create());
        var updated = await new Provider(Thing.Returning(Thing.Success(longest + "x"))).SendAsync(Events.Update("old"));
        var failed = await new Provider(Thing.Returning(new Failed("no") { PhysicalResourceId = "" }))
            .SendAsync(Events.Update("old"));

        fits.Id().ShouldBe(longest);
        created.Reason().ShouldBe("The provider gave a physical id that has 1025 bytes, and CloudFormation accepts 1024.");
        updated.Id().ShouldBe("old");
        failed.Reason().ShouldBe("The provider gave a physical id that is empty. It failed anyway: no.");
        failed.Id().ShouldBe("old");
    }

    [Fact]
    public async Task ReachesTheStackWithoutWhatBreaksItsEvents()
    {
        var dirty = "\u001b[31mred\u001b[0m\r\n\ttab\0\u0085\ufffe 😀 \ud83d|\ude00 end";
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["A\u0001"] = dirty };
        var outcome = new Succeeded { Attributes = attributes, Reason = dirty };

        var answer = await new Provider(Thing.Returning(outcome)).SendAsync(Events.Create());

        answer.Reason().ShouldBe("[31mred[0m\n\ttab 😀 | end");
        answer.Attribute("A").ShouldBe("[31mred[0m\n\ttab 😀 | end");
    }

    static async Task<(int Length, string Reason)> LengthAndReasonAsync(int length)
    {
        var provider = new Provider(Thing.Returning(new Failed(new string('x', length))));
        var answer = await provider.SendAsync(Events.Create());
        return (provider.Bucket.Puts[0].Body.Length, answer.Reason());
    }

    static async Task<(int Length, string Status)> LengthWithAttributeAsync(int length)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = new('x', length) };
        var provider = new Provider(Thing.Returning(new Succeeded("id") { Attributes = attributes, Reason = "gives way" }));
        var answer = await provider.SendAsync(Events.Create());
        return (provider.Bucket.Puts[0].Body.Length, answer.Status());
    }

    // What is left and what is said to be missing must make up the whole.
    static int LeftOut(string reason)
    {
        var mark = reason.IndexOf(" … ", StringComparison.Ordinal);
        var end = reason.IndexOf(" characters left out … ", StringComparison.Ordinal);
        var missing = int.Parse(reason[(mark + 3)..end], CultureInfo.InvariantCulture);
        return mark + missing + (reason.Length - end - " characters left out … ".Length);
    }
}
