using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CsCheck;
using Lockstep.Api.Tests.Fuzzing;
using Lockstep.Api.Tests.Support;

namespace Lockstep.Api.Tests;

/// <summary>Reads /openapi.json and asks for what it describes, as it is described and otherwise, each sequence on a database of its
/// own. A failure prints its seed; <c>CsCheck_Seed</c> in the environment replays it. <c>LOCKSTEP_FUZZ_SEQUENCES</c> says how many
/// sequences of up to 400 requests there are.</summary>
public sealed class AnyRequestMadeOfTheDocument(SharedPostgres postgres, ITestOutputHelper output)
{
    const int Usual = 5;

    readonly ConcurrentDictionary<(string Operation, int Status), int> _seen = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static int Sequences => Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_SEQUENCES") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : Usual;

    [Fact]
    public async Task GetsAnAnswerThatTheDocumentDeclares()
    {
        Contract contract;
        await using (var api = await RunningApi.StartAsync("Host=127.0.0.1;Port=1;Database=shop;Username=api"))
        {
            contract = new((await api.GetAsync("/openapi.json")).ShouldBe(200).Body);
        }

        await Attempts.Of(contract, 400).SampleAsync(
            recipes => PlayAsync(contract, recipes), iter: Sequences, threads: 1, print: recipes => $"{recipes.Length} requests");

        output.WriteLine(Summary(contract));
        Succeeded(contract).ShouldBeGreaterThan(contract.Operations.Count / 2, "most requests must get through to be worth something");
    }

    async Task PlayAsync(Contract contract, IReadOnlyList<Func<Known, Attempt>> recipes)
    {
        await using var api = await RunningApi.StartAsync(postgres);
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var client = new HttpClient(handler);
        var known = new Known(contract);
        foreach (var recipe in recipes)
        {
            var attempt = recipe(known);
            using var request = attempt.ToRequest(api.Client.BaseAddress!);
            using var response = await client.SendAsync(request, Token);
            var answer = await Answer.OfAsync(response, Token);
            _seen.AddOrUpdate((Name(attempt.Operation), answer.Status), 1, (_, count) => count + 1);
            Judge.Misfits(attempt, answer).ShouldBeEmpty($"{attempt}\n\nwas answered\n\n{answer}");
            if (answer.Status < 300)
            {
                known.Learn(attempt.Operation, answer);
            }
        }
    }

    int Succeeded(Contract contract) => contract.Operations.Count(
        operation => _seen.Keys.Any(seen => seen.Operation == Name(operation) && seen.Status < 300));

    string Summary(Contract contract) => string.Join('\n', contract.Operations.Select(Name)
        .Select(name => $"{name}: {string.Join(", ", Statuses(name))}")
        .Append($"{_seen.Values.Sum()} requests, {Succeeded(contract)} of {contract.Operations.Count} operations succeeded"));

    IEnumerable<string> Statuses(string name) => _seen.Where(seen => seen.Key.Operation == name)
        .OrderBy(seen => seen.Key.Status).Select(seen => $"{seen.Key.Status} × {seen.Value}");

    static string Name(ContractOperation operation) => $"{operation.Method} {operation.Path}";
}
