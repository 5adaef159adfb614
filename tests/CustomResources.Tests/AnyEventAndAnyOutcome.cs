using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

/// <summary>A failure prints its seed; <c>CsCheck_Seed</c> in the environment replays it.</summary>
public sealed class AnyEventAndAnyOutcome
{
    static readonly Gen<char> Character = Gen.OneOf(
        Gen.Char['a', 'z'],
        Gen.Char['\0', '\u001f'],
        Gen.Char['\ud800', '\udfff'],
        Gen.Char['\u0080', '\uffff'],
        Gen.OneOf('"', '\\', '%', '+', '日'));

    static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Character, 0, 20],
        Gen.String[Character, 0, 6000],
        Gen.String[Gen.OneOf('a', '\ud83d', '\ude00'), 0, 3000],
        Gen.Const(Events.Url));

    static readonly Gen<Dictionary<string, string>> Attributes = Gen.Select(Gen.String[Character, 0, 30], Text)
        .Array[0, 5]
        .Select(pairs => pairs.DistinctBy(pair => pair.Item1, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    static readonly Gen<Func<ResourceOutcome?>> Outcome = Gen.OneOf<Func<ResourceOutcome?>>(
        Gen.Select(Text.Null(), Attributes, Text.Null(), Gen.Bool).Select((id, attributes, reason, noEcho) =>
            Outcomes(() => new Succeeded(id) { Attributes = attributes, Reason = reason, NoEcho = noEcho })),
        Gen.Select(Text, Text.Null()).Select((reason, id) => Outcomes(() => new Failed(reason) { PhysicalResourceId = id })),
        Text.Select(message => Outcomes(() => throw new CustomResourceException(message))),
        Text.Select(message => Outcomes(() => throw new InvalidOperationException(message))),
        Text.Select(message => Outcomes(() => throw new OperationCanceledException(message))),
        Text.Select(message => Outcomes(() => throw new AggregateException(message, new NotSupportedException(message)))),
        Gen.Bool.Select(_ => Outcomes(() => null)));

    static readonly Gen<JsonNode?> Nothing = Gen.Bool.Select(_ => (JsonNode?)null);

    static readonly Gen<JsonNode?> Json = Gen.Recursive<JsonNode?>((depth, json) => depth > 3
        ? Nothing
        : Gen.OneOf(
            Text.Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Double.Where(double.IsFinite).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Bool.Select(boolean => (JsonNode?)JsonValue.Create(boolean)),
            Nothing,
            json.Array[0, 4].Select(parts => (JsonNode?)new JsonArray([.. parts.Select(part => part?.DeepClone())])),
            Gen.Select(Gen.String[Character, 0, 10], json).Array[0, 4].Select(parts => (JsonNode?)new JsonObject(
                parts.DistinctBy(part => part.Item1, StringComparer.Ordinal)
                    .Select(part => KeyValuePair.Create(part.Item1, part.Item2?.DeepClone()))))));

    static readonly Gen<JsonObject> Event = Gen.Select(
        Gen.OneOf("Create", "Update", "Delete"),
        Gen.Select(
            Gen.OneOf(
                "RequestType",
                "StackId",
                "RequestId",
                "LogicalResourceId",
                "PhysicalResourceId",
                "ResourceType",
                "ResourceProperties",
                "OldResourceProperties"),
            Json).Array[0, 4],
        (type, changes) =>
        {
            var it = Events.Update("id-1").With("RequestType", type);
            foreach (var (member, value) in changes)
            {
                it[member] = value?.DeepClone();
            }

            return it;
        });

    /// <summary>Bytes that replace a stretch of the event.</summary>
    static readonly Gen<(int At, int Length, byte[] By)> Damage =
        Gen.Select(Gen.Int[0, 1200], Gen.Int[0, 30], Gen.Byte.Array[0, 8]);

    [Fact]
    public Task GetOneValidAnswer() => Gen.Select(Event, Outcome).SampleAsync(
        async (json, outcome) =>
        {
            var provider = ProviderReturning(outcome);

            await provider.HandleAsync(json.Bytes());

            Verify(provider.Bucket.Puts.ShouldHaveSingleItem());
            VerifyLog(provider);
        },
        iter: 2000);

    [Fact]
    public Task GetOneValidAnswerOrNoneWhenTheEventIsDamaged() => Gen.Select(Event, Damage, Outcome).SampleAsync(
        async (json, damage, outcome) =>
        {
            var provider = ProviderReturning(outcome);
            var bytes = json.Bytes();
            var at = int.Min(damage.At, bytes.Length);
            bytes = [.. bytes[..at], .. damage.By, .. bytes[int.Min(at + damage.Length, bytes.Length)..]];

            if (await HandleAsync(provider, bytes) is { } refused)
            {
                refused.ErrorType.ShouldBeOneOf("Lockstep.InvalidEvent", "Lockstep.ResponseUrlRefused");
                provider.Bucket.Puts.ShouldBeEmpty();
                provider.Thing.Requests.ShouldBeEmpty();
            }
            else
            {
                provider.Bucket.Puts.Count.ShouldBeLessThanOrEqualTo(1);
            }
        },
        iter: 5000);

    [Fact]
    public Task AreHandedOnAsTheyAre() => Gen.Select(Event, Text).SampleAsync(
        async (json, state) =>
        {
            var (runs, bytes) = (new Runs(), json.Bytes());
            var first = new Provider(Thing.Returning(new Continue(state))) { InvokeAsync = runs.TakeAsync };
            await first.HandleAsync(bytes);
            if (first.Thing.Requests.Count == 0)
            {
                runs.All.ShouldBeEmpty();
                return;
            }

            var carried = runs.All.ShouldHaveSingleItem();
            Encoding.UTF8.GetString(carried)
                .ShouldStartWith($"{Encoding.UTF8.GetString(bytes)[..^1]},\"LockstepContinuation\":{{");
            var second = new Provider();
            (await second.SendAsync(carried)).Status().ShouldBe("SUCCESS");
            var continuation = second.Thing.Requests.ShouldHaveSingleItem() switch
            {
                Requests.CreateRequest<ThingProperties> create => create.Context.Continuation,
                Requests.UpdateRequest<ThingProperties> update => update.Context.Continuation,
                var other => ((Requests.DeleteRequest<ThingProperties>)other).Context.Continuation,
            };
            (continuation.Run, continuation.State).ShouldBe((2, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(state))));
        },
        iter: 2000);

    [Fact]
    public Task EndOnlyAsPromisedForBytesOfAnyKind() => Gen.Byte.Array[0, 300].SampleAsync(
        async bytes => _ = await HandleAsync(new Provider(), bytes),
        iter: 2000);

    [Fact]
    public void KeepNoSecretWhateverItsForm() => Gen.Select(
        Gen.String[Gen.OneOf(Gen.Char['!', '~'], Gen.OneOf(' ', 'ü', '日', '\n')), 3, 12],
        Gen.Int[0, 5],
        Gen.String[Gen.Char['A', 'C'], 0, 10]).Sample(
        (secret, form, around) =>
        {
            var secrets = new Secrets();
            secrets.Hide(secret);
            var shown = form switch
            {
                0 => Uri.EscapeDataString(secret),
                1 => System.Net.WebUtility.UrlEncode(secret),
                2 => JavaScriptEncoder.Default.Encode(secret),
                3 => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
                4 => new Uri($"https://x.test/?{Uri.EscapeDataString(secret)}").ToString()["https://x.test/?".Length..],
                _ => secret,
            };

            // A backslash of the encoding may be left over; it tells nothing.
            secrets.Redact(around + shown + around).Replace("\\", "", StringComparison.Ordinal).ShouldBe($"{around}***{around}");
        },
        iter: 20_000);

    static Provider ProviderReturning(Func<ResourceOutcome?> outcome) => new(new Thing
    {
        OnCreate = (_, _) => Task.FromResult(outcome()!),
        OnUpdate = (_, _) => Task.FromResult(outcome()!),
        OnDelete = (_, _) => Task.FromResult(outcome()!),
    })
    {
        Attributes = ["Version"],
    };

    static async Task<InvocationFailedException?> HandleAsync(Provider provider, byte[] bytes)
    {
        try
        {
            await provider.HandleAsync(bytes);
            return null;
        }
        catch (InvocationFailedException exception)
        {
            return exception;
        }
    }

    static void Verify(Put put)
    {
        put.Method.ShouldBe("PUT");
        put.Url.ShouldBe(Events.Url);
        put.ContentType.ShouldBeNull();
        put.Body.Length.ShouldBeLessThanOrEqualTo(4096);
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(put.Body);
        var answer = JsonElement.Parse(text);
        answer.EnumerateObject().ShouldAllBe(member => member.Value.ValueKind != JsonValueKind.Null);
        answer.Status().ShouldBeOneOf("SUCCESS", "FAILED");
        answer.Id().ShouldNotBeEmpty();
        Encoding.UTF8.GetByteCount(answer.Id()).ShouldBeLessThanOrEqualTo(1024);
        var reason = answer.TryGetProperty("Reason", out var given) ? given.GetString()! : "";
        (answer.Status() == "SUCCESS" || reason.Length > 0).ShouldBeTrue();
        reason.ShouldNotContain("signature0c0ffee");
        if (answer.TryGetProperty("Data", out var data))
        {
            data.EnumerateObject().ShouldAllBe(attribute => attribute.Value.ValueKind == JsonValueKind.String);
        }
    }

    static void VerifyLog(Provider provider)
    {
        provider.Log.Lines.ShouldNotBeEmpty();
        provider.Log.Text.ShouldNotContain("signature0c0ffee");
    }

    static Func<ResourceOutcome?> Outcomes(Func<ResourceOutcome?> outcome) => outcome;
}
