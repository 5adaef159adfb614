using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Lockstep.Api.Tests.Fuzzing;

/// <summary>What makes a good request an odd one. Where nothing is to be changed in that way, it stays as it is.</summary>
static class Changes
{
    const string Longest = "Lockstep-";

    static readonly Gen<string> OddText = Gen.OneOf(
        Gen.OneOf("", " ", "0", "-1", "7x", "1e2", "1.0", "+1", "0x7", "٣", "NaN", "null", "true", "9223372036854775808", "'; DROP TABLE orders; --"),
        Gen.OneOf("%00", "%2f", "{}", "\u202e", "🫖", "%ff", "a@b", "*", "W/\"1\"", "\"1\"", "\"999999999999\"", "\"\"", "\"1\", \"2\""),
        Gen.Int[1, 4000].Select(length => string.Concat(Enumerable.Repeat(Longest, length))[..length]));

    static readonly Gen<JsonNode?> OddNode = Gen.Recursive<JsonNode?>((depth, node) => depth > 4
        ? Gen.Const((JsonNode?)null)
        : Gen.OneOf(
            OddText.Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.OneOf("\0", "a\0b", "tab\t", $"{Attempt.HalfCharacter}", $"a{Attempt.HalfCharacter}b").Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.OneOf(0L, -1, 1, int.MaxValue, int.MaxValue + 1L, long.MaxValue, long.MinValue).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.OneOf("1e400", "-0", "1.0", "1E2", "0.1e-400", "123456789012345678901234567890").Select(number => JsonNode.Parse(number)),
            Gen.Bool.Select(boolean => (JsonNode?)JsonValue.Create(boolean)),
            Gen.Const((JsonNode?)null),
            node.Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            Gen.Select(OddText, node).Array[0, 4].Select(members => (JsonNode?)new JsonObject(
                members.DistinctBy(member => member.Item1, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone()))))));

    static readonly Gen<Func<Attempt, Attempt>> InBody = Gen.OneOf(
        Gen.Select(Gen.Int[0, 99], OddNode, (which, odd) => Change(it => WithMember(it, which, odd))),
        Gen.Int[0, 99].Select(which => Change(it => WithoutMember(it, which))),
        OddNode.Select(odd => Change(it => it.Body is null ? it : it with { Body = odd?.DeepClone() })),
        Gen.Select(OddText, OddNode, (name, odd) => Change(it => WithUnknown(it, name, odd))),
        Gen.OneOf("text/plain", "application/json; charset=latin1", "application/xml", "application/json2", "json", "; =").Select(type =>
            Change(it => it.Body is null ? it : it with { ContentType = type, Must = 415 })),
        Gen.OneOf("application/JSON", "application/json;charset=utf-8", "application/json; charset=\"UTF-8\"; odd=1").Select(type =>
            Change(it => it.Body is null ? it : it with { ContentType = type })));

    static readonly Gen<Func<Attempt, Attempt>> InBytes = Gen.OneOf(
        Gen.Int[1, 50].Select(length => Damage(400, bytes => bytes[..^int.Min(length, bytes.Length)])),
        Gen.Select(Gen.Int[0, 100], Gen.Byte.Array[1, 5], (at, by) => Damage(null, bytes =>
            [.. bytes[..int.Min(at, bytes.Length)], .. by, .. bytes[int.Min(at, bytes.Length)..]])),
        Gen.Int[9, 5000].Select(depth => Damage(400, _ => Encoding.UTF8.GetBytes($"{new string('[', depth)}{new string(']', depth)}"))),
        Gen.Int[64 * 1024, 200 * 1024].Select(size => Damage(413, bytes => [.. bytes, .. Enumerable.Repeat((byte)' ', size)])),
        Gen.OneOf("", " ", "\ufeff{}", "{}{}", "{\"a\":1,\"a\":1}", "{'a':1}", "{\"a\":NaN}", "// {}", "{\"\\ud800\":1}").Select(text =>
            Damage(400, _ => Encoding.UTF8.GetBytes(text))));

    static readonly Gen<Func<Attempt, Attempt>> InParameters = Gen.OneOf(
        OddText.Where(IsOneSegment).Select(text => Change(it => InPath(it, text))),
        Gen.Select(OddText, OddText, (name, value) => Change(it => it with { Query = [.. it.Query, ($"x{name}", value)], Must = 400 })),
        Gen.Select(Gen.Int[0, 99], OddText, (which, value) => Change(it => InQuery(it, which, value))),
        Gen.Const(Change(it => it.Query.Count == 0 ? it : it with { Query = [.. it.Query, it.Query[0]], Must = 400 })),
        Gen.Const(Change(it => WithHeader(it, "If-Match", null) is var without && without == it ? it : without with { Must = 428 })),
        Gen.Select(Gen.OneOf("If-Match", "Idempotency-Key"), OddText.Where(IsHeader), (name, text) => Change(it => WithHeader(it, name, text))),
        Gen.Select(Gen.OneOf("Accept", "Origin", "Cookie", "If-None-Match", "Range", "X-HTTP-Method-Override"), OddText.Where(IsHeader), (name, text) =>
            Change(it => it with { Headers = [.. it.Headers, (name, text)] })));

    public static Gen<Func<Attempt, Attempt>> Any { get; } = Gen.Frequency((3, InBody), (1, InBytes), (3, InParameters));

    static Func<Attempt, Attempt> Change(Func<Attempt, Attempt> change) => change;

    static Func<Attempt, Attempt> Damage(int? must, Func<byte[], byte[]> damage) =>
        it => it.Body is null ? it : it with { Damage = damage, Must = must };

    // An empty one makes another path.
    static bool IsOneSegment(string text) => text.Trim().Length > 0;

    static bool IsHeader(string text) => text.Length < 3000 && !text.Any(char.IsControl);

    static Attempt InPath(Attempt it, string text) => it.Path.Count == 0 ? it : it with
    {
        Path = new Dictionary<string, string>(it.Path, StringComparer.Ordinal) { [it.Path.Keys.First()] = text },
        Must = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number > 0 ? null : 400,
    };

    static Attempt InQuery(Attempt it, int which, string value)
    {
        var names = it.Operation.Parameters.Where(parameter => parameter.Place == "query").Select(parameter => parameter.Name).ToList();
        return names.Count == 0 ? it : it with { Query = [(names[which % names.Count], value)] };
    }

    static Attempt WithHeader(Attempt it, string name, string? value) =>
        it.Operation.Parameters.Any(parameter => parameter.Name == name)
        && (value is not null || it.Headers.Any(header => header.Name == name))
            ? it with { Headers = [.. it.Headers.Where(header => header.Name != name), .. Of(name, value)] }
            : it;

    static IEnumerable<(string, string)> Of(string name, string? value) => value is null ? [] : [(name, value)];

    static Attempt WithMember(Attempt it, int which, JsonNode? value) => InSomeObject(it, which, (parent, name) => parent[name] = value?.DeepClone());

    static Attempt WithoutMember(Attempt it, int which) => InSomeObject(it, which, (parent, name) => parent.Remove(name));

    static Attempt WithUnknown(Attempt it, string name, JsonNode? value) => it.Body is not JsonObject ? it
        : InSomeObject(it, 0, (parent, _) => parent[$"x{name}"] = value?.DeepClone()) with { Must = 400 };

    static Attempt InSomeObject(Attempt it, int which, Action<JsonObject, string> change)
    {
        if (it.Body is not JsonObject { Count: > 0 } body)
        {
            return it;
        }

        var copy = body.DeepClone().AsObject();
        var objects = copy.Select(member => member.Value).OfType<JsonArray>().SelectMany(list => list.OfType<JsonObject>()).Prepend(copy).ToList();
        var parent = objects[which % objects.Count];
        change(parent, parent.Select(member => member.Key).ElementAtOrDefault(which / 7 % int.Max(1, parent.Count)) ?? "x");
        return it with { Body = copy };
    }
}
