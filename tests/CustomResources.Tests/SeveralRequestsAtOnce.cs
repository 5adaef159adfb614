using Lockstep.CustomResources.Tests.Support;

namespace Lockstep.CustomResources.Tests;

public sealed class SeveralRequestsAtOnce
{
    const int Many = 50;

    [Fact]
    public async Task GetTheirOwnAnswersAndSecrets()
    {
        using var all = new CountdownEvent(Many);
        var thing = new Thing
        {
            OnCreate = async (request, cancellationToken) =>
            {
                var name = request.Properties.Name;
                request.Context.Secrets.Hide($"secret of {name}");
                all.Signal();
                while (!all.IsSet)
                {
                    await Task.Delay(1, cancellationToken);
                }

                return new Failed($"{name}: secret of {name}, secret of somebody else");
            },
        };
        var provider = new Provider(thing);
        var function = provider.Function;

        await Task.WhenAll(
            Enumerable.Range(0, Many).Select(number => function.HandleAsync(RequestOf(number), provider.Invocation)));

        provider.Bucket.Puts.Select(put => put.Json).Select(answer => $"{answer.Text("RequestId")} {answer.Reason()}")
            .ShouldBe(
                Enumerable.Range(0, Many).Select(number => $"r-{number} number {number}: ***, secret of somebody else"),
                ignoreOrder: true);
    }

    static byte[] RequestOf(int number) =>
        Events.Create($$"""{"Name":"number {{number}}"}""").With("RequestId", $"r-{number}").Bytes();
}
